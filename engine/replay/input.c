/* Reading ticket files. Uses replay/input.h, zlib and libzstd. */
#include "replay/input.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

typedef enum packing { PACKED_NOT, PACKED_GZIP, PACKED_ZSTD } packing;

#define PACKED_BYTES ((size_t)1 << 16)

struct input {
    wm_allocator allocator;
    const char *const *paths;
    size_t count, next; /* the file to be opened next; the present one is before it */
    int fd;             /* < 0: none is open */
    packing packing;
    bool at_end;     /* of the file's bytes */
    bool frame_open; /* within a gzip member or a zstd frame */
    uint64_t file_bytes, serial;
    bool z_made;
    z_stream z;
    ZSTD_DStream *zstd;
    char *packed; /* bytes as they lie in the file */
    size_t packed_at, packed_size;
    char *rest; /* the beginning of a line, behind the last chunk's lines */
    size_t rest_size;
};

static bool ends_in(const char *path, const char *ending)
{
    size_t size = strlen(path), tail = strlen(ending);
    return size >= tail && strcmp(path + size - tail, ending) == 0;
}

/* ---- Opening and closing ---------------------------------------------------------------------------------------- */

input *input_new(const char *const *paths, size_t count, wm_allocator allocator)
{
    input *in = allocator_zero(&allocator, 1, sizeof *in);
    if (!in)
        return NULL;
    *in = (input){ .allocator = allocator, .paths = paths, .count = count, .fd = -1 };
    in->rest = allocator_alloc(&allocator, INPUT_ROOM);
    if (in->rest)
        return in;
    input_free(in);
    return NULL;
}

static void close_file(input *in)
{
    if (in->fd > STDIN_FILENO)
        close(in->fd);
    in->fd = -1;
}

void input_free(input *in)
{
    if (!in)
        return;
    close_file(in);
    if (in->z_made)
        inflateEnd(&in->z);
    ZSTD_freeDStream(in->zstd);
    if (in->packed)
        allocator_free(&in->allocator, in->packed, PACKED_BYTES);
    if (in->rest)
        allocator_free(&in->allocator, in->rest, INPUT_ROOM);
    wm_allocator allocator = in->allocator;
    allocator_free(&allocator, in, sizeof *in);
}

/* 15 + 16: a gzip stream of any window. */
static bool ready_gzip(input *in)
{
    if (in->z_made)
        return inflateReset(&in->z) == Z_OK;
    in->z_made = inflateInit2(&in->z, 15 + 16) == Z_OK;
    return in->z_made;
}

static bool ready_zstd(input *in)
{
    if (!in->zstd)
        in->zstd = ZSTD_createDStream();
    return in->zstd && !ZSTD_isError(ZSTD_initDStream(in->zstd));
}

static wm_status open_next(input *in, wm_error *error)
{
    const char *path = in->paths[in->next++];
    bool is_stream = strcmp(path, "-") == 0;
    in->packing = is_stream               ? PACKED_NOT
                  : ends_in(path, ".gz")  ? PACKED_GZIP
                  : ends_in(path, ".zst") ? PACKED_ZSTD
                                          : PACKED_NOT;
    in->at_end = in->frame_open = false;
    in->packed_at = in->packed_size = 0;
    in->fd = is_stream ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (in->fd < 0) {
        wm_text why = wm_errno_words(errno);
        return error_set(error, WM_IO, path, "打不開：%s%.0s", "can't be opened: %.0s%s", why.zh, why.en);
    }
    if (in->packing != PACKED_NOT && !in->packed)
        in->packed = allocator_alloc(&in->allocator, PACKED_BYTES);
    bool ready =
        in->packing == PACKED_NOT || (in->packed && (in->packing == PACKED_GZIP ? ready_gzip(in) : ready_zstd(in)));
    return ready ? WM_OK : error_no_memory(error);
}

/* ---- Bytes ------------------------------------------------------------------------------------------------------ */

static wm_status read_raw(input *in, char *to, size_t size, size_t *got, wm_error *error)
{
    ssize_t taken;
    do
        taken = read(in->fd, to, size);
    while (taken < 0 && errno == EINTR);
    if (taken < 0) {
        wm_text why = wm_errno_words(errno);
        return error_set(error, WM_IO, in->paths[in->next - 1], "讀取失敗：%s%.0s", "can't be read: %.0s%s", why.zh,
                         why.en);
    }
    *got = (size_t)taken;
    in->file_bytes += *got;
    return WM_OK;
}

/* A member that ended may be followed by another one. */
static bool unpack_gzip(input *in, char *to, size_t size, size_t *got)
{
    if (!in->frame_open && inflateReset(&in->z) != Z_OK)
        return false;
    in->frame_open = true;
    in->z.next_in = (Bytef *)(in->packed + in->packed_at);
    in->z.avail_in = (uInt)(in->packed_size - in->packed_at);
    in->z.next_out = (Bytef *)to;
    in->z.avail_out = (uInt)size;
    int result = inflate(&in->z, Z_NO_FLUSH);
    in->packed_at = in->packed_size - in->z.avail_in;
    *got = size - in->z.avail_out;
    in->frame_open = result != Z_STREAM_END;
    return result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR;
}

static bool unpack_zstd(input *in, char *to, size_t size, size_t *got)
{
    ZSTD_inBuffer from = { in->packed, in->packed_size, in->packed_at };
    ZSTD_outBuffer into = { to, size, 0 };
    size_t left = ZSTD_decompressStream(in->zstd, &into, &from);
    in->packed_at = from.pos;
    *got = into.pos;
    in->frame_open = left != 0;
    return !ZSTD_isError(left);
}

/* Some bytes; *got 0: the file's end. A frame may still hold some when all that was packed is read. */
static wm_status read_packed(input *in, char *to, size_t size, size_t *got, wm_error *error)
{
    const char *path = in->paths[in->next - 1];
    for (*got = 0; !*got;) {
        if (in->packed_at == in->packed_size && !in->at_end) {
            in->packed_at = in->packed_size = 0;
            wm_status status = read_raw(in, in->packed, PACKED_BYTES, &in->packed_size, error);
            if (status != WM_OK)
                return status;
            in->at_end = !in->packed_size;
        }
        if (in->packed_at == in->packed_size && in->at_end && !in->frame_open)
            return WM_OK;
        size_t before = in->packed_at;
        bool fine = in->packing == PACKED_GZIP ? unpack_gzip(in, to, size, got) : unpack_zstd(in, to, size, got);
        if (!fine)
            return error_set(error, WM_IO, path, "壓縮檔損壞。", "the compressed file is damaged.");
        if (!*got && in->at_end && in->packed_at == before)
            return error_set(error, WM_IO, path, "壓縮檔不完整。", "the compressed file is cut short.");
    }
    return WM_OK;
}

static wm_status read_some(input *in, char *to, size_t size, size_t *got, wm_error *error)
{
    return in->packing == PACKED_NOT ? read_raw(in, to, size, got, error) : read_packed(in, to, size, got, error);
}

/* ---- Chunks ----------------------------------------------------------------------------------------------------- */

/* Where the last line feed of `size` bytes from `from` on is passed; 0: there is none. */
static size_t behind_feed(const char *bytes, size_t from, size_t size)
{
    size_t at = from + size;
    while (at > from && bytes[at - 1] != '\n')
        at--;
    return at > from ? at : 0;
}

/* Up to the line feed that ends a line which is too long; what is behind it is the rest. */
static wm_status pass_over_line(input *in, wm_error *error)
{
    for (;;) {
        size_t got = 0;
        wm_status status = read_some(in, in->rest, INPUT_CHUNK, &got, error);
        if (status != WM_OK)
            return status;
        const char *feed = memchr(in->rest, '\n', got);
        if (!feed && got)
            continue;
        in->rest_size = feed ? got - (size_t)(feed + 1 - in->rest) : 0;
        if (feed)
            memmove(in->rest, feed + 1, in->rest_size);
        if (!got)
            close_file(in);
        return WM_OK;
    }
}

/* The file's last line may have no feed. */
static void end_file(input *in, chunk *out)
{
    close_file(in);
    if (out->size)
        out->bytes[out->size++] = '\n';
}

/* Reads until there are enough whole lines; out->size bytes are there already. */
static wm_status fill(input *in, chunk *out, wm_error *error)
{
    size_t whole =
        behind_feed(out->bytes, 0, out->size); /* each byte is looked at once: packed files may come in crumbs */
    for (;;) {
        size_t got, room = INPUT_LINE + 1 - out->size;
        wm_status status = read_some(in, out->bytes + out->size, room < INPUT_CHUNK ? room : INPUT_CHUNK, &got, error);
        if (status != WM_OK)
            return status;
        if (!got) {
            end_file(in, out);
            return WM_OK;
        }
        size_t found = behind_feed(out->bytes, out->size, got);
        whole = found ? found : whole;
        out->size += got;
        if (!whole && out->size <= INPUT_LINE)
            continue;
        if (!whole) {
            out->too_long = true;
            out->size = 0;
            return pass_over_line(in, error);
        }
        in->rest_size = out->size - whole;
        memcpy(in->rest, out->bytes + whole, in->rest_size);
        out->size = whole;
        return WM_OK;
    }
}

wm_status input_next(input *in, chunk *out, bool *more, wm_error *error)
{
    out->size = 0;
    out->too_long = false;
    for (*more = false; !*more;) {
        wm_status status = WM_OK;
        if (in->fd < 0 && in->next == in->count)
            return WM_OK;
        if (in->fd < 0)
            status = open_next(in, error);
        if (status != WM_OK)
            return status;
        out->file = in->next - 1;
        out->size = in->rest_size;
        memcpy(out->bytes, in->rest, in->rest_size);
        in->rest_size = 0;
        status = fill(in, out, error);
        if (status != WM_OK)
            return status;
        *more = out->size || out->too_long;
    }
    out->file_bytes = in->file_bytes;
    out->serial = in->serial++;
    return WM_OK;
}
