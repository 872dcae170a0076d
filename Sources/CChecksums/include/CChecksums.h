// Check sums that a debug build should not wait for, in plain C.
#ifndef GANVAS_CCHECKSUMS_H
#define GANVAS_CCHECKSUMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// SHA-256 (FIPS 180-4) of bytes that come in parts. Plain memory: a copy goes on by itself.
typedef struct cc_sha256 {
  uint32_t state[8];
  uint64_t length;  // bytes so far
  uint8_t block[64];
} cc_sha256;

// Begins anew.
void cc_sha256_start(cc_sha256 *sum);
// Adds bytes.
void cc_sha256_add(cc_sha256 *sum, const void *bytes, size_t count);
// The 32 bytes of what was added; `sum` stays as it is and takes more.
void cc_sha256_digest(const cc_sha256 *sum, uint8_t *digest);
// Whether the processor has instructions of its own for it.
bool cc_sha256_has_instructions(void);
// Whether these are used where the processor has them; for tests. They are from the start.
void cc_sha256_use_instructions(bool uses);

#ifdef __cplusplus
}
#endif
#endif
