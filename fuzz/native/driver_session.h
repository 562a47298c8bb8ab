// Decodes a case through the C ABI of the driver as its settings say, and holds what comes out against what the API
// promises.
#pragma once

#include <map>
#include <string>

#include "case_file.h"

struct DriverReport {
  int pictures = 0;
  std::map<int, int> refusals;  // of cuvidParseVideoData, by CUresult

  std::string summary() const;
};

// Throws std::runtime_error for what may not happen whatever the stream is.
DriverReport runDriverSession(const FuzzCase &input);
