/* A measurement plugin in plain C: every member is in state 0. It shows the contract without the C++ layer. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <vuosikello/plugin.h>

#if !defined(VK_DEED_NAME)
#define VK_DEED_NAME "plain_c"
#endif

static const vk_column kSubject = {sizeof(vk_column), VK_COLUMN_INT64, VK_COLUMN_REQUIRED, "subject",
                                   "The member's position."};
static const vk_column* const kFrameColumns[] = {&kSubject};
static const vk_table kFrame = {sizeof(vk_table), VK_TABLE_REQUIRED, 1, "frame", "All members.", kFrameColumns};
static const vk_table* const kTables[] = {&kFrame};
static const vk_description kDescription = {sizeof(vk_description),
                                            VK_KIND_MEASUREMENT,
                                            0,
                                            0,
                                            1,
                                            VK_DEED_NAME,
                                            "1.0.0",
                                            "Puts every member into the first state.",
                                            NULL,
                                            kTables};

/* How many rows the output stream gives: subjects 0 to count - 1, all in state 0. */
typedef struct rows {
  int64_t count;
  int given;
} rows;

static void release_schema(struct ArrowSchema* schema) {
  for (int64_t at = 0; at < schema->n_children; ++at) {
    if (schema->children[at]->release != NULL) schema->children[at]->release(schema->children[at]);
    free(schema->children[at]);
  }
  free(schema->children);
  schema->release = NULL;
}

static void fill_schema(struct ArrowSchema* schema, const char* format, const char* name) {
  memset(schema, 0, sizeof *schema);
  schema->format = format;
  schema->name = name;
  schema->release = release_schema;
}

static int get_schema(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  (void)stream;
  fill_schema(out, "+s", "");
  out->children = calloc(2, sizeof *out->children);
  out->n_children = 2;
  out->children[0] = malloc(sizeof(struct ArrowSchema));
  out->children[1] = malloc(sizeof(struct ArrowSchema));
  fill_schema(out->children[0], "l", "subject");
  fill_schema(out->children[1], "C", "state");
  return 0;
}

static void release_array(struct ArrowArray* array) {
  for (int64_t at = 0; at < array->n_children; ++at) {
    if (array->children[at]->release != NULL) array->children[at]->release(array->children[at]);
    free(array->children[at]);
  }
  free(array->children);
  free((void*)array->buffers);
  free(array->private_data);
  array->release = NULL;
}

/* An array owns its values: it may outlive the stream that gave it. */
static void fill_array(struct ArrowArray* array, int64_t length, int64_t buffers, void* values) {
  memset(array, 0, sizeof *array);
  array->length = length;
  array->n_buffers = buffers;
  array->buffers = calloc((size_t)buffers, sizeof *array->buffers);
  if (buffers > 1) array->buffers[1] = values;
  array->private_data = values;
  array->release = release_array;
}

static int get_next(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  rows* made = stream->private_data;
  memset(out, 0, sizeof *out);
  if (made->given) return 0;
  int64_t* subject = calloc((size_t)made->count + 1, sizeof *subject);
  void* state = calloc((size_t)made->count + 1, 1);
  if (subject == NULL || state == NULL) {
    free(subject);
    free(state);
    return ENOMEM;
  }
  made->given = 1;
  fill_array(out, made->count, 1, NULL);
  out->children = calloc(2, sizeof *out->children);
  out->n_children = 2;
  out->children[0] = malloc(sizeof(struct ArrowArray));
  out->children[1] = malloc(sizeof(struct ArrowArray));
  for (int64_t member = 0; member < made->count; ++member) subject[member] = member;
  fill_array(out->children[0], made->count, 2, subject);
  fill_array(out->children[1], made->count, 2, state);
  return 0;
}

static const char* get_last_error(struct ArrowArrayStream* stream) {
  (void)stream;
  return NULL;
}

static void release_stream(struct ArrowArrayStream* stream) {
  free(stream->private_data);
  stream->release = NULL;
}

/* Of the first batch alone where the build wants a plugin that forgets the others, and of those before a cancel where
 * it wants one that says nothing of it. */
#if !defined(VK_FIRST_BATCH_ONLY)
#define VK_FIRST_BATCH_ONLY 0
#endif
#if !defined(VK_SILENT_CANCEL)
#define VK_SILENT_CANCEL 0
#endif
static volatile int is_cancelled = 0;
static int64_t count_members(struct ArrowArrayStream* stream) {
  int64_t count = 0;
  for (int batches = 0; !VK_FIRST_BATCH_ONLY || batches == 0; ++batches) {
    struct ArrowArray batch;
    if (VK_SILENT_CANCEL && is_cancelled) return count;
    if (stream->get_next(stream, &batch) != 0 || batch.release == NULL) return count;
    count += batch.length;
    batch.release(&batch);
  }
  return count;
}

static int32_t configure(vk_plugin* plugin, const vk_configuration* configuration, vk_error* error) {
  (void)plugin;
  (void)configuration;
  (void)error;
  return VK_OK;
}

static int32_t columns_wanted(vk_plugin* plugin, const char* table, const char* const** names, uint32_t* count,
                              vk_error* error) {
  (void)plugin;
  (void)table;
  (void)error;
  *names = NULL;
  *count = 0;
  return VK_OK;
}

static int32_t run(vk_plugin* plugin, const vk_request* request, struct ArrowArrayStream* out, vk_error* error) {
  (void)plugin;
  (void)error;
  rows* made = calloc(1, sizeof *made);
  for (uint32_t at = 0; at < request->table_count; ++at) {
    struct ArrowArrayStream* stream = request->tables[at]->stream;
    made->count = count_members(stream);
    stream->release(stream);
  }
  out->get_schema = get_schema;
  out->get_next = get_next;
  out->get_last_error = get_last_error;
  out->release = release_stream;
  out->private_data = made;
  return VK_OK;
}

static void cancel(vk_plugin* plugin) {
  (void)plugin;
  is_cancelled = 1;
}
static void destroy(vk_plugin* plugin) {
  free(plugin);
}
static const void* extension(vk_plugin* plugin, const char* id) {
  (void)plugin;
  (void)id;
  return NULL;
}

static const vk_description* describe(void) {
  return &kDescription;
}

static vk_plugin* create(const vk_host* host, vk_error* error) {
  (void)host;
  (void)error;
  vk_plugin* plugin = calloc(1, sizeof *plugin);
  plugin->size = sizeof *plugin;
  plugin->configure = configure;
  plugin->columns_wanted = columns_wanted;
  plugin->run = run;
  plugin->cancel = cancel;
  plugin->destroy = destroy;
  plugin->extension = extension;
  return plugin;
}

static const void* no_extension(const char* id) {
  (void)id;
  return NULL;
}

const vk_entry vk_plugin_entry_v1 = {sizeof(vk_entry), VK_PLUGIN_ABI_MAJOR, VK_PLUGIN_ABI_MINOR, describe,
                                     create,           no_extension};
