extern "C" const char vk_deed_name[];
const char vk_deed_name[] = VK_DEED_NAME;
