// Opening the image of a module.
#include "cuda/module_image.h"

#include <dlfcn.h>
#include <elf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include "cuda/failure.h"

namespace nvcodec::soft {

namespace {

#if defined(__x86_64__)
constexpr Elf64_Half host_machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr Elf64_Half host_machine = EM_AARCH64;
#else
#error "The soft driver is written for x86-64 and AArch64"
#endif
constexpr Elf64_Half cuda_machine = 190;
constexpr uint32_t fat_binary_magic = 0xba55ed50;
constexpr uint32_t fat_binary_wrapper_magic = 0x466243b1;

[[noreturn]] void refuse(std::string &log, CUresult code, const char *text) {
  log = text;
  throw Failure{code};
}

// PTX is text: after blanks and comments comes a directive.
bool looksLikePtx(const char *text) {
  for (;;) {
    text += std::strspn(text, " \t\r\n");
    if (std::strncmp(text, "//", 2) == 0) {
      text += std::strcspn(text, "\n");
    } else if (std::strncmp(text, "/*", 2) == 0) {
      const char *end = std::strstr(text, "*/");
      if (end == nullptr) return false;
      text = end + 2;
    } else {
      return *text == '.';
    }
  }
}

// An image comes without its size; an ELF file ends with the last of its header tables and sections.
size_t imageBytes(const Elf64_Ehdr &header, const unsigned char *image) {
  size_t end = std::max(header.e_phoff + size_t{header.e_phnum} * header.e_phentsize,
                        header.e_shoff + size_t{header.e_shnum} * header.e_shentsize);
  for (size_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    std::memcpy(&segment, image + header.e_phoff + i * header.e_phentsize, sizeof(segment));
    end = std::max<size_t>(end, segment.p_offset + segment.p_filesz);
  }
  for (size_t i = 0; i < header.e_shnum; ++i) {
    Elf64_Shdr section;
    std::memcpy(&section, image + header.e_shoff + i * header.e_shentsize, sizeof(section));
    if (section.sh_type != SHT_NOBITS) end = std::max<size_t>(end, section.sh_offset + section.sh_size);
  }
  return end;
}

Elf64_Ehdr elfHeader(const void *image, std::string &log) {
  const auto *text = static_cast<const char *>(image);
  if (std::memcmp(text, ELFMAG, std::min<size_t>(SELFMAG, strnlen(text, SELFMAG) + 1)) != 0) {
    uint32_t magic = 0;
    if (strnlen(text, sizeof(magic)) == sizeof(magic)) std::memcpy(&magic, text, sizeof(magic));
    if (magic == fat_binary_magic || magic == fat_binary_wrapper_magic)
      refuse(log, CUDA_ERROR_NO_BINARY_FOR_GPU, "a fat binary holds no code for the soft driver, which runs host kernels");
    if (looksLikePtx(text))
      refuse(log, CUDA_ERROR_INVALID_PTX, "the soft driver runs host kernels (an ELF shared object), not PTX");
    refuse(log, CUDA_ERROR_INVALID_IMAGE, "the image is no ELF shared object");
  }
  Elf64_Ehdr header;
  std::memcpy(&header, image, sizeof(header));
  if (header.e_ident[EI_CLASS] != ELFCLASS64) refuse(log, CUDA_ERROR_INVALID_IMAGE, "the ELF image is not 64-bit");
  if (header.e_machine == cuda_machine)
    refuse(log, CUDA_ERROR_NO_BINARY_FOR_GPU, "a cubin is machine code for a GPU; the soft driver runs host kernels");
  if (header.e_machine != host_machine)
    refuse(log, CUDA_ERROR_NO_BINARY_FOR_GPU, "the shared object is for another processor");
  if (header.e_type != ET_DYN) refuse(log, CUDA_ERROR_INVALID_IMAGE, "the ELF image is no shared object");
  return header;
}

std::shared_ptr<Library> open(const std::string &path, std::string &log) {
  void *handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    const char *reason = dlerror();
    refuse(log, CUDA_ERROR_INVALID_IMAGE, reason == nullptr ? "dlopen failed" : reason);
  }
  return std::make_shared<Library>(handle);
}

// A name for the descriptor that no earlier load had: the dynamic loader takes equal names for equal files,
// and descriptors are used again. The counter is written in redundant path elements.
std::string uniquePath(int descriptor) {
  static std::atomic<uint32_t> counter{0};
  std::string path = "/proc/self/fd/";
  for (uint32_t bits = ++counter; bits != 0; bits >>= 1) path += (bits & 1) != 0 ? "./" : ".//";
  return path + std::to_string(descriptor);
}

struct Descriptor {
  const int number;
  ~Descriptor() {
    if (number >= 0) close(number);
  }
};

}  // namespace

Library::~Library() { dlclose(handle); }

std::shared_ptr<Library> openModuleFile(const char *path, std::string &log) {
  char resolved[PATH_MAX];
  std::ifstream file(path, std::ios::binary);
  if (!file || realpath(path, resolved) == nullptr) refuse(log, CUDA_ERROR_FILE_NOT_FOUND, "no such file");
  // The head is enough to tell what it is; zeros behind a short one end it as text.
  char head[4096] = {};
  file.read(head, sizeof(head) - 1);
  if (file.bad()) refuse(log, CUDA_ERROR_FILE_NOT_FOUND, "the file cannot be read");
  elfHeader(head, log);
  return open(resolved, log);
}

std::shared_ptr<Library> openModuleImage(const void *image, std::string &log) {
  const Elf64_Ehdr header = elfHeader(image, log);
  const auto *bytes = static_cast<const unsigned char *>(image);
  const size_t size = imageBytes(header, bytes);
  const Descriptor file{memfd_create("nvcodec-module", MFD_CLOEXEC)};
  if (file.number < 0) refuse(log, CUDA_ERROR_OPERATING_SYSTEM, "memfd_create failed");
  for (size_t written = 0; written < size;) {
    const ssize_t count = write(file.number, bytes + written, size - written);
    if (count <= 0) refuse(log, CUDA_ERROR_OPERATING_SYSTEM, "writing the image to memory failed");
    written += static_cast<size_t>(count);
  }
  return open(uniquePath(file.number), log);
}

}  // namespace nvcodec::soft
