/* A library that is no plugin. */
int vk_not_a_plugin(void);
int vk_not_a_plugin(void) {
  return 1;
}
