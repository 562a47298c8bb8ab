/* Prints, as JSON, what the C compiler makes of the structs declared in src/raw/structs.ts: the size of each
 * and the offset of each field. scripts/make-layouts.sh keeps the output as layouts.json.
 *
 * The structs come from the CUDA toolkit's cuda.h where that is installed. Else they come from ffnvcodec's
 * dynlink_cuda.h, with those it lacks written out here as NVIDIA's documentation of the driver API gives them
 * (https://docs.nvidia.com/cuda/cuda-driver-api/group__CUDA__TYPES.html). */
#include <stddef.h>
#include <stdio.h>

#if defined(__has_include)
#if __has_include(<cuda.h>)
#define HAVE_CUDA_H 1
#endif
#endif

#ifdef HAVE_CUDA_H
#include <cuda.h>
#else
#include <ffnvcodec/dynlink_cuda.h>
typedef struct { char reserved[64]; } CUipcMemHandle;
typedef struct { char reserved[64]; } CUipcEventHandle;
typedef struct {
    int type;
    int id;
} CUmemLocation;
typedef struct {
    int allocType;
    int handleTypes;
    CUmemLocation location;
    void *win32SecurityAttributes;
    size_t maxSize;
    unsigned short usage;
    unsigned char reserved[54];
} CUmemPoolProps;
#endif

#if CUDA_VERSION < 11080
typedef struct {
    int id;
    char pad[8 - sizeof(int)];
    union {
        char pad[64];
        int programmaticStreamSerializationAllowed;
    } value;
} CUlaunchAttribute;
typedef struct {
    unsigned int gridDimX;
    unsigned int gridDimY;
    unsigned int gridDimZ;
    unsigned int blockDimX;
    unsigned int blockDimY;
    unsigned int blockDimZ;
    unsigned int sharedMemBytes;
    CUstream hStream;
    CUlaunchAttribute *attrs;
    unsigned int numAttrs;
} CUlaunchConfig;
#endif

static const char *separator = "";

#define STRUCT(type) \
    printf("%s  \"%s\": {\n    \"size\": %zu,\n    \"offsets\": {\n", separator, #type, sizeof(type)); \
    separator = ""
#define FIELD(type, field) \
    printf("%s      \"%s\": %zu", separator, #field, offsetof(type, field)); \
    separator = ",\n"
#define END() \
    printf("\n    }\n  }"); \
    separator = ",\n"

int main(void)
{
    printf("{\n");
    STRUCT(CUDA_MEMCPY2D);
    FIELD(CUDA_MEMCPY2D, srcXInBytes);
    FIELD(CUDA_MEMCPY2D, srcY);
    FIELD(CUDA_MEMCPY2D, srcMemoryType);
    FIELD(CUDA_MEMCPY2D, srcHost);
    FIELD(CUDA_MEMCPY2D, srcDevice);
    FIELD(CUDA_MEMCPY2D, srcArray);
    FIELD(CUDA_MEMCPY2D, srcPitch);
    FIELD(CUDA_MEMCPY2D, dstXInBytes);
    FIELD(CUDA_MEMCPY2D, dstY);
    FIELD(CUDA_MEMCPY2D, dstMemoryType);
    FIELD(CUDA_MEMCPY2D, dstHost);
    FIELD(CUDA_MEMCPY2D, dstDevice);
    FIELD(CUDA_MEMCPY2D, dstArray);
    FIELD(CUDA_MEMCPY2D, dstPitch);
    FIELD(CUDA_MEMCPY2D, WidthInBytes);
    FIELD(CUDA_MEMCPY2D, Height);
    END();
    STRUCT(CUuuid);
    FIELD(CUuuid, bytes);
    END();
    STRUCT(CUipcMemHandle);
    FIELD(CUipcMemHandle, reserved);
    END();
    STRUCT(CUipcEventHandle);
    FIELD(CUipcEventHandle, reserved);
    END();
    STRUCT(CUmemPoolProps);
    FIELD(CUmemPoolProps, allocType);
    FIELD(CUmemPoolProps, handleTypes);
    FIELD(CUmemPoolProps, location.type);
    FIELD(CUmemPoolProps, location.id);
    FIELD(CUmemPoolProps, win32SecurityAttributes);
    FIELD(CUmemPoolProps, maxSize);
    FIELD(CUmemPoolProps, usage);
    FIELD(CUmemPoolProps, reserved);
    END();
    STRUCT(CUlaunchConfig);
    FIELD(CUlaunchConfig, gridDimX);
    FIELD(CUlaunchConfig, gridDimY);
    FIELD(CUlaunchConfig, gridDimZ);
    FIELD(CUlaunchConfig, blockDimX);
    FIELD(CUlaunchConfig, blockDimY);
    FIELD(CUlaunchConfig, blockDimZ);
    FIELD(CUlaunchConfig, sharedMemBytes);
    FIELD(CUlaunchConfig, hStream);
    FIELD(CUlaunchConfig, attrs);
    FIELD(CUlaunchConfig, numAttrs);
    END();
    STRUCT(CUlaunchAttribute);
    FIELD(CUlaunchAttribute, id);
    FIELD(CUlaunchAttribute, value);
    END();
    printf("\n}\n");
    return 0;
}
