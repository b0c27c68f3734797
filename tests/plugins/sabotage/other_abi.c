/* A plugin of a later major version: it has another entry symbol. */
#include <stdint.h>

__attribute__((visibility("default"))) const uint32_t vk_plugin_entry_v2 = 2;
