/* A measurement plugin whose tables are made by hand after the Arrow specification, without a line of the SDK's: an
 * offset in the struct and one in a column, buffers that hold more than is given, a validity bitmap, a null count that
 * is not known, several batches, an empty one among them. Every member is in state 0, every second has a score. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ARROW_C_DATA_INTERFACE
struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};
struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};
#define ARROW_C_STREAM_INTERFACE
struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};

#include <vuosikello/plugin.h>

enum { kColumns = 3, kStructOffset = 2, kColumnOffset = 3, kBatchRows = 2 };

static const vk_column kSubject = {sizeof(vk_column), VK_COLUMN_INT64, VK_COLUMN_REQUIRED, "subject", "Who."};
static const vk_column* const kFrameColumns[] = {&kSubject};
static const vk_table kFrame = {sizeof(vk_table), VK_TABLE_REQUIRED, 1, "frame", "All members.", kFrameColumns};
static const vk_table* const kTables[] = {&kFrame};
static const vk_description kDescription = {sizeof(vk_description),
                                            VK_KIND_MEASUREMENT,
                                            0,
                                            0,
                                            1,
                                            "foreign_arrow",
                                            "1.0.0",
                                            "Gives tables in every shape that Arrow allows.",
                                            NULL,
                                            kTables};

static const char* const kFormats[kColumns] = {"l", "C", "g"};
static const char* const kNames[kColumns] = {"subject", "state", "score_luck"};
static const char kMetadata[4] = {0};

typedef struct progress {
  int64_t members;
  int64_t next;
  int empty_given;
} progress;

static void nothing_schema(struct ArrowSchema* schema) {
  schema->release = NULL;
}

static void release_schema(struct ArrowSchema* schema) {
  free(schema->private_data);
  schema->release = NULL;
}

typedef struct schema_room {
  struct ArrowSchema* pointers[kColumns];
  struct ArrowSchema columns[kColumns];
} schema_room;

static int get_schema(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  (void)stream;
  schema_room* room = calloc(1, sizeof *room);
  memset(out, 0, sizeof *out);
  out->format = "+s";
  out->metadata = kMetadata;
  out->n_children = kColumns;
  out->children = room->pointers;
  out->private_data = room;
  out->release = release_schema;
  for (int at = 0; at < kColumns; ++at) {
    room->columns[at].format = kFormats[at];
    room->columns[at].name = kNames[at];
    room->columns[at].flags = at == 2 ? 2 : 0;
    room->columns[at].release = nothing_schema;
    room->pointers[at] = &room->columns[at];
  }
  return 0;
}

enum { kRoom = kStructOffset + kColumnOffset + kBatchRows + 1 };

typedef struct batch_room {
  const void* no_buffers[1];
  const void* buffers[kColumns][2];
  struct ArrowArray* pointers[kColumns];
  struct ArrowArray columns[kColumns];
  int64_t subject[kRoom];
  uint8_t state[kRoom];
  double score[kRoom];
  uint8_t valid[2];
} batch_room;

static void nothing_array(struct ArrowArray* array) {
  array->release = NULL;
}

static void release_array(struct ArrowArray* array) {
  free(array->private_data);
  array->release = NULL;
}

static void fill_room(batch_room* room, int64_t first, int64_t rows) {
  const int64_t start = kStructOffset + kColumnOffset;
  memset(room->subject, 0x7f, sizeof room->subject);
  memset(room->state, 99, sizeof room->state);
  for (int64_t row = 0; row < rows; ++row) {
    room->subject[start + row] = first + row;
    room->state[start + row] = 0;
    room->score[start + row] = 1.5;
    if ((first + row) % 2 == 0) room->valid[(start + row) / 8] |= (uint8_t)(1 << ((start + row) % 8));
  }
  room->buffers[0][1] = room->subject;
  room->buffers[1][1] = room->state;
  room->buffers[2][0] = room->valid;
  room->buffers[2][1] = room->score;
}

static int get_next(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  progress* made = stream->private_data;
  memset(out, 0, sizeof *out);
  if (made->next >= made->members && made->empty_given) return 0;
  int64_t rows = made->members - made->next < kBatchRows ? made->members - made->next : kBatchRows;
  if (!made->empty_given) rows = 0;
  made->empty_given = 1;
  batch_room* room = calloc(1, sizeof *room);
  fill_room(room, made->next, rows);
  made->next += rows;
  for (int at = 0; at < kColumns; ++at) {
    room->columns[at].length = kStructOffset + rows;
    room->columns[at].null_count = at == 2 ? -1 : 0;
    room->columns[at].offset = kColumnOffset;
    room->columns[at].n_buffers = 2;
    room->columns[at].buffers = room->buffers[at];
    room->columns[at].release = nothing_array;
    room->pointers[at] = &room->columns[at];
  }
  out->length = rows;
  out->offset = kStructOffset;
  out->n_buffers = 1;
  out->buffers = room->no_buffers;
  out->n_children = kColumns;
  out->children = room->pointers;
  out->private_data = room;
  out->release = release_array;
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

static int32_t run(vk_plugin* plugin, const vk_request* request, struct ArrowArrayStream* out, vk_error* error) {
  (void)plugin;
  (void)error;
  progress* made = calloc(1, sizeof *made);
  struct ArrowArrayStream* frame = request->tables[0]->stream;
  struct ArrowArray batch;
  while (frame->get_next(frame, &batch) == 0 && batch.release != NULL) {
    made->members += batch.length;
    batch.release(&batch);
  }
  frame->release(frame);
  out->get_schema = get_schema;
  out->get_next = get_next;
  out->get_last_error = get_last_error;
  out->release = release_stream;
  out->private_data = made;
  return VK_OK;
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

static void cancel(vk_plugin* plugin) {
  (void)plugin;
}

static void destroy(vk_plugin* plugin) {
  free(plugin);
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
  return plugin;
}

const vk_entry vk_plugin_entry_v1 = {
    sizeof(vk_entry), VK_PLUGIN_ABI_MAJOR, VK_PLUGIN_ABI_MINOR, describe, create, NULL};
