// Mistakes made on purpose, by which the fuzzer's own test sees that it would find them.
#pragma once

#include <string>

// "overflow", "undefined", "leak", "device-leak", "crash", "hang". Throws std::runtime_error for another name.
void provoke(const std::string &mistake);
