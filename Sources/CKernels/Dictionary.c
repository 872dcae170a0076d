// Numbers of triples: open addressing over whole 63-bit keys, never over hashes alone.
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

#define PART_BITS 21
#define PART_LIMIT (1 << PART_BITS)

struct ck_dictionary {
  uint64_t *keys;    // by number
  int32_t count;     // numbers given, 0 included
  int32_t capacity;  // of keys
  int32_t *slots;    // number + 1, or 0 for empty
  uint32_t mask;     // slots − 1
};

static uint64_t mixed(uint64_t key) {
  key ^= key >> 31;
  key *= 0x9e3779b97f4a7c15ull;
  key ^= key >> 29;
  key *= 0xbf58476d1ce4e5b9ull;
  return key ^ (key >> 32);
}

static bool grow_slots(ck_dictionary *dictionary, uint32_t size) {
  int32_t *slots = calloc(size, sizeof *slots);
  if (!slots) return false;
  for (int32_t number = 0; number < dictionary->count; number++) {
    uint32_t place = (uint32_t)mixed(dictionary->keys[number]) & (size - 1);
    while (slots[place]) place = (place + 1) & (size - 1);
    slots[place] = number + 1;
  }
  free(dictionary->slots);
  dictionary->slots = slots;
  dictionary->mask = size - 1;
  return true;
}

ck_dictionary *ck_dictionary_create(void) {
  ck_dictionary *dictionary = calloc(1, sizeof *dictionary);
  if (!dictionary) return NULL;
  dictionary->capacity = 256;
  dictionary->keys = malloc(sizeof(uint64_t) * 256);
  if (dictionary->keys) {
    dictionary->keys[0] = 0;
    dictionary->count = 1;
  }
  if (!dictionary->keys || !grow_slots(dictionary, 1024)) {
    ck_dictionary_destroy(dictionary);
    return NULL;
  }
  return dictionary;
}

void ck_dictionary_destroy(ck_dictionary *dictionary) {
  if (!dictionary) return;
  free(dictionary->keys);
  free(dictionary->slots);
  free(dictionary);
}

int32_t ck_dictionary_count(const ck_dictionary *dictionary) { return dictionary->count; }

int64_t ck_dictionary_bytes(const ck_dictionary *dictionary) {
  return (int64_t)dictionary->capacity * 8 + ((int64_t)dictionary->mask + 1) * 4;
}

void ck_dictionary_triple(const ck_dictionary *dictionary, int32_t number, int32_t triple[3]) {
  const uint64_t key = dictionary->keys[number];
  triple[0] = (int32_t)(key & (PART_LIMIT - 1));
  triple[1] = (int32_t)((key >> PART_BITS) & (PART_LIMIT - 1));
  triple[2] = (int32_t)(key >> (2 * PART_BITS));
}

static int32_t find_or_add(ck_dictionary *dictionary, uint64_t key) {
  uint32_t place = (uint32_t)mixed(key) & dictionary->mask;
  while (dictionary->slots[place]) {
    const int32_t number = dictionary->slots[place] - 1;
    if (dictionary->keys[number] == key) return number;
    place = (place + 1) & dictionary->mask;
  }
  if (dictionary->count >= PART_LIMIT) return -1;
  if (dictionary->count == dictionary->capacity) {
    uint64_t *keys = realloc(dictionary->keys, sizeof(uint64_t) * 2 * (size_t)dictionary->capacity);
    if (!keys) return -1;
    dictionary->keys = keys;
    dictionary->capacity *= 2;
  }
  const int32_t number = dictionary->count;
  dictionary->keys[number] = key;
  dictionary->slots[place] = number + 1;
  dictionary->count++;
  // At most half full. When growing fails the table still works, only more slowly, until it is
  // full; one slot always stays empty because that check comes first.
  const uint32_t size = dictionary->mask + 1;
  if ((uint32_t)dictionary->count * 2 > size && !grow_slots(dictionary, size * 2) &&
      (uint32_t)dictionary->count + 1 >= size) {
    return -1;
  }
  return number;
}

int ck_dictionary_number(ck_dictionary *dictionary, const int32_t *a, const int32_t *b,
                         const int32_t *c, int64_t count, int32_t *numbers) {
  uint64_t previous = 0;
  int32_t number = 0;
  for (int64_t i = 0; i < count; i++) {
    const uint64_t key = (uint64_t)(uint32_t)a[i] | (uint64_t)(uint32_t)b[i] << PART_BITS |
                         (uint64_t)(uint32_t)c[i] << (2 * PART_BITS);
    // Neighbours mostly share their window.
    if (key != previous) {
      number = find_or_add(dictionary, key);
      if (number < 0) return -1;
      previous = key;
    }
    numbers[i] = number;
  }
  return 0;
}
