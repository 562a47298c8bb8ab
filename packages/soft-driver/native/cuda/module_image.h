// Opening the image of a module: a shared object of host kernels, from a file or from bytes in memory.
#pragma once

#include <memory>
#include <string>

#include "cuda/module.h"

namespace nvcodec::soft {

// Both throw a Failure; `log` then says in words what was wrong.
std::shared_ptr<Library> openModuleFile(const char *path, std::string &log);
std::shared_ptr<Library> openModuleImage(const void *image, std::string &log);

}  // namespace nvcodec::soft
