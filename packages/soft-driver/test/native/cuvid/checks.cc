void printChecks(); void printChecks() {}
