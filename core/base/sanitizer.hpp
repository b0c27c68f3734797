#pragma once

/// 1 in a build with AddressSanitizer, else 0.
#if defined(__SANITIZE_ADDRESS__)
#define VK_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define VK_ADDRESS_SANITIZER 1
#endif
#endif
#ifndef VK_ADDRESS_SANITIZER
#define VK_ADDRESS_SANITIZER 0
#endif
