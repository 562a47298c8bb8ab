// The results as they are kept: one JSON file of cells, each what one contender did in one row of one part, with the
// machine it ran on. A run replaces the cells it measured and leaves the others.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

export class Results {
  #file;
  #data = { machines: {}, cells: {} };

  constructor(file) {
    this.#file = file;
    if (existsSync(file)) this.#data = JSON.parse(readFileSync(file, 'utf8'));
  }

  get machines() {
    return this.#data.machines;
  }

  get cells() {
    return Object.values(this.#data.cells);
  }

  has(row, contender) {
    const cell = this.#data.cells[key(row, contender)];
    return cell !== undefined && cell.error === undefined;
  }

  addMachine(machine) {
    const id = machine.gpu ? machine.gpu.name : machine.cpu;
    this.#data.machines[id] = machine;
    return id;
  }

  put(row, contender, cell) {
    this.#data.cells[key(row, contender)] = { part: row.part, row: row.name, contender, ...cell };
    this.#save();
  }

  /** Takes all cells of `others`, over its own. */
  merge(others) {
    Object.assign(this.#data.machines, others.#data.machines);
    Object.assign(this.#data.cells, others.#data.cells);
    this.#save();
  }

  #save() {
    writeFileSync(this.#file, `${JSON.stringify(this.#data, null, 1)}\n`);
  }
}

function key(row, contender) {
  return [row.part, row.name, contender].join(' | ');
}
