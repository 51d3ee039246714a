/* What `dot` has laid out, kept in $XDG_CACHE_HOME/waymark (else ~/.cache/waymark), a file for each text. Whatever can't be
 * read or written there is done again. Uses draw/write.h and POSIX. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "draw/write.h"

#define PATH_SIZE 1024
#define MOST_KEPT ((size_t)64 << 20)

/* FNV-1a, 64 bits (Fowler, Noll, Vo), from two starts: a name of 32 digits. The key itself stands in the file, too. */
static uint64_t hash_of(uint64_t hash, const char *data, size_t size)
{
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)data[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static bool folder_of(char path[PATH_SIZE])
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int length = -1;
    if (cache != NULL && cache[0] == '/')
        length = snprintf(path, PATH_SIZE, "%s/waymark", cache);
    else if (home != NULL && home[0] == '/')
        length = snprintf(path, PATH_SIZE, "%s/.cache/waymark", home);
    return length > 0 && length < PATH_SIZE - 64;
}

static bool path_of(const char *key, size_t size, char path[PATH_SIZE])
{
    if (!folder_of(path))
        return false;
    size_t used = strlen(path);
    snprintf(path + used, PATH_SIZE - used, "/%016llx%016llx.layout",
             (unsigned long long)hash_of(UINT64_C(0xcbf29ce484222325), key, size),
             (unsigned long long)hash_of(UINT64_C(0x9ae16a3b2f90404f), key, size));
    return true;
}

/* Makes the folders above a path where they are missing. */
static void make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(path, 0700); /* what is there is there; what can't be made shows when the file is opened */
        *slash = '/';
    }
}

static bool read_file(int fd, bytes *out)
{
    char part[1 << 14];
    ssize_t got = 0;
    while (out->size <= MOST_KEPT && !out->failed) {
        got = read(fd, part, sizeof part);
        if (got > 0)
            bytes_put(out, part, (size_t)got);
        else if (got == 0 || errno != EINTR)
            break;
    }
    return got == 0 && !out->failed;
}

bool cache_read(const char *key, size_t key_size, bytes *out)
{
    char path[PATH_SIZE];
    bytes all = { 0 };
    int fd = path_of(key, key_size, path) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return false;
    bool kept = read_file(fd, &all) && all.size > key_size && memcmp(all.data, key, key_size) == 0;
    close(fd);
    if (kept)
        bytes_put(out, all.data + key_size, all.size - key_size);
    bytes_free(&all);
    return kept && !out->failed;
}

static bool write_all(int fd, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t wrote = write(fd, data, size);
        if (wrote < 0 && errno != EINTR)
            return false;
        if (wrote > 0) {
            data += wrote;
            size -= (size_t)wrote;
        }
    }
    return true;
}

void cache_write(const char *key, size_t key_size, const char *data, size_t size)
{
    char path[PATH_SIZE], fresh[PATH_SIZE + 16];
    if (!path_of(key, key_size, path))
        return;
    make_folders(path);
    snprintf(fresh, sizeof fresh, "%s.XXXXXX", path);
    int fd = mkstemp(fresh);
    if (fd < 0)
        return;
    bool wrote = write_all(fd, key, key_size) && write_all(fd, data, size);
    wrote = close(fd) == 0 && wrote;
    if (!wrote || rename(fresh, path) != 0)
        unlink(fresh);
}
