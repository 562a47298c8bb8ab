// Reads a case as fuzz/case-file.mjs writes it: a line of words, then packets.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

struct FuzzPacket {
  unsigned flags;
  long long timestamp;
  std::vector<uint8_t> data;
};

struct FuzzCase {
  std::map<std::string, long long> settings;
  std::vector<uint8_t> header;
  std::vector<FuzzPacket> packets;

  long long setting(const char *name) const;
};

// Throws std::runtime_error for what is no case of the driver's.
FuzzCase readCase(const std::string &path);
