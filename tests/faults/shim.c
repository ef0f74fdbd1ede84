/* Preloaded into the process under test: counts every call that changes a file below a watched folder, and at the
   n-th one stops the process, answers with an error, or writes half. It can also record the calls, for simulated
   power cuts, and shift the clock. Python arms it through ctypes. Linux only. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { OFF, KILL_BEFORE, KILL_TORN, EIO_ONCE, EIO_EVER, NO_SPACE, SHORT_WRITE, DENY_RENAME, QUOTA };
enum { CREATE = 1, WRITE, FSYNC, TRUNCATE, RENAME, UNLINK, MKDIR, FOLDER_SYNC, MARK };
enum { GO_ON, FAIL, HALF };
#define HANDLES 65536

static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static char root[PATH_MAX];
static size_t root_length;
static unsigned char watched[HANDLES]; /* 1 a file, 2 a folder */
static int mode, trace = -1, fired, paused;
static long counter, target, argument, spent;
static char kinds[1 << 20]; /* the kind of each call so far, for choosing points */
static long long clock_offset;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }
#define REAL(type, name) static type (*next)() = NULL; if (!next) next = (type (*)())real(name)

/* what Python calls */

void fault_watch(const char *folder) {
    snprintf(root, sizeof root, "%s", folder);
    root_length = strlen(root);
}
void fault_arm(int how, long at, long more) {
    mode = how, target = at, argument = more, counter = 0, spent = 0, fired = 0;
}
void fault_disarm(void) { mode = OFF; }
void fault_pause(int on) { paused = on; }
long fault_count(void) { return counter; }
int fault_fired(void) { return fired; }
const char *fault_kinds(void) { return kinds; }
void fault_clock(long long seconds) { clock_offset = seconds; }

static long long real_write(int fd, const void *data, size_t size) { return syscall(SYS_write, fd, data, size); }

static void record(int kind, uint64_t inode, int64_t offset, const void *data, uint64_t size) {
    if (trace < 0 || paused) return;
    struct { uint32_t kind, zero; uint64_t inode; int64_t offset; uint64_t size; } head = {kind, 0, inode, offset, size};
    real_write(trace, &head, sizeof head);
    if (size && data) real_write(trace, data, size);
}
void fault_trace(int fd) { trace = fd; }
void fault_mark(long number) {
    record(MARK, 0, number, NULL, 0);
}

/* paths and handles */

static int below(const char *path) {
    return root_length && !strncmp(path, root, root_length) && (path[root_length] == '/' || !path[root_length]);
}
static const char *absolute(int folder, const char *path, char *room) {
    char link[64], base[PATH_MAX];
    if (path[0] == '/') return path;
    if (folder == AT_FDCWD) {
        if (syscall(SYS_getcwd, base, sizeof base) < 0) return path;
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        ssize_t n = readlink(link, base, sizeof base - 1);
        if (n < 0) return path;
        base[n] = 0;
    }
    if ((size_t)snprintf(room, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) return path;
    return room;
}
static uint64_t inode_of(int fd) {
    struct stat found;
    return fstat(fd, &found) ? 0 : found.st_ino;
}
static int is_watched(int fd) { return root_length && fd >= 0 && fd < HANDLES && watched[fd]; }

/* one countable call: what shall become of it? `size` only for writes */

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}
static int judge(int kind, size_t size, int *answer) {
    if (paused) return GO_ON;
    if (counter < (long)sizeof kinds - 1) kinds[counter] = (char)('0' + kind);
    long now = counter++;
    if (mode == OFF) return GO_ON;
    int grows = kind == WRITE || kind == CREATE || kind == MKDIR || (kind == TRUNCATE && size);
    if (mode == QUOTA) {
        if (kind == WRITE) spent += (long)size;
        if (!grows || spent <= argument) return GO_ON;
        return fired = 1, *answer = ENOSPC, FAIL;
    }
    if (now < target) return GO_ON;
    if (mode == NO_SPACE) return grows ? (fired = 1, *answer = ENOSPC, FAIL) : GO_ON;
    if (mode == EIO_EVER) return fired = 1, *answer = EIO, FAIL;
    if (now != target) return GO_ON;
    fired = 1;
    if (mode == KILL_BEFORE) die();
    if (mode == KILL_TORN) return HALF;
    if (mode == EIO_ONCE) return *answer = EIO, FAIL;
    if (mode == SHORT_WRITE && kind == WRITE && size > 1) return HALF;
    if (mode == DENY_RENAME && kind == RENAME) return *answer = EACCES, FAIL;
    return GO_ON;
}
/* after a call that is not a write, a torn kill strikes when it is done */
#define COUNTED(kind, size, failed, call, ...) do { \
        int answer = 0, verdict; \
        pthread_mutex_lock(&lock); \
        verdict = judge(kind, size, &answer); \
        if (verdict == FAIL) { pthread_mutex_unlock(&lock); errno = answer; return failed; } \
        call; \
        { int kept = errno; __VA_ARGS__; errno = kept; } \
        if (verdict == HALF && mode == KILL_TORN) die(); \
        pthread_mutex_unlock(&lock); \
        return result; \
    } while (0)

/* opening and closing */

static int opened(int folder, const char *path, int flags, mode_t bits) {
    char room[PATH_MAX];
    const char *full = absolute(folder, path, room);
    if (!below(full)) return (int)syscall(SYS_openat, folder, path, flags, bits);
    struct stat found;
    int is_new = (flags & O_CREAT) && lstat(full, &found);
    int cuts = !is_new && (flags & O_TRUNC) && !lstat(full, &found) && found.st_size > 0;
    int result, answer = 0, verdict = GO_ON;
    pthread_mutex_lock(&lock);
    if (is_new || cuts) verdict = judge(is_new ? CREATE : TRUNCATE, 0, &answer);
    if (verdict == FAIL) {
        pthread_mutex_unlock(&lock);
        errno = answer;
        return -1;
    }
    result = (int)syscall(SYS_openat, folder, path, flags, bits);
    int kept = errno;
    if (result >= 0 && result < HANDLES) {
        watched[result] = !fstat(result, &found) && S_ISDIR(found.st_mode) ? 2 : 1;
        if (is_new) record(CREATE, inode_of(result), 0, full, strlen(full));
        if (cuts) record(TRUNCATE, inode_of(result), 0, NULL, 0);
    }
    if (verdict == HALF && mode == KILL_TORN) die();
    pthread_mutex_unlock(&lock);
    errno = kept;
    return result;
}
#define BITS va_list more; va_start(more, flags); mode_t bits = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0; va_end(more)
int open(const char *path, int flags, ...) { BITS; return opened(AT_FDCWD, path, flags, bits); }
int open64(const char *path, int flags, ...) { BITS; return opened(AT_FDCWD, path, flags, bits); }
int openat(int folder, const char *path, int flags, ...) { BITS; return opened(folder, path, flags, bits); }
int openat64(int folder, const char *path, int flags, ...) { BITS; return opened(folder, path, flags, bits); }
int creat(const char *path, mode_t bits) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, bits); }
int creat64(const char *path, mode_t bits) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, bits); }
int close(int fd) {
    if (fd >= 0 && fd < HANDLES) watched[fd] = 0;
    return (int)syscall(SYS_close, fd);
}

/* writing */

static ssize_t written(int fd, const void *data, size_t size, off64_t offset, int positioned) {
    if (is_watched(fd)) {
        ssize_t result;
        int answer = 0;
        pthread_mutex_lock(&lock);
        int verdict = judge(WRITE, size, &answer);
        if (verdict == FAIL) {
            pthread_mutex_unlock(&lock);
            errno = answer;
            return -1;
        }
        off64_t at = positioned ? offset : lseek64(fd, 0, SEEK_CUR);
        size_t part = verdict == HALF ? size / 2 : size;
        result = positioned ? syscall(SYS_pwrite64, fd, data, part, offset) : syscall(SYS_write, fd, data, part);
        int kept = errno;
        if (result > 0) record(WRITE, inode_of(fd), at, data, (uint64_t)result);
        if (verdict == HALF && mode == KILL_TORN) die();
        pthread_mutex_unlock(&lock);
        errno = kept;
        return result;
    }
    return positioned ? syscall(SYS_pwrite64, fd, data, size, offset) : syscall(SYS_write, fd, data, size);
}
ssize_t write(int fd, const void *data, size_t size) { return written(fd, data, size, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return written(fd, data, size, at, 1); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { return written(fd, data, size, at, 1); }
ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (!is_watched(fd)) return syscall(SYS_writev, fd, parts, count);
    return count > 0 ? written(fd, parts[0].iov_base, parts[0].iov_len, 0, 0) : 0;
}
ssize_t sendfile(int to, int from, off_t *at, size_t size) { /* copies then go through write() */
    if (!is_watched(to)) return syscall(SYS_sendfile, to, from, at, size);
    errno = EINVAL;
    return -1;
}
ssize_t sendfile64(int to, int from, off64_t *at, size_t size) { return sendfile(to, from, (off_t *)at, size); }
ssize_t copy_file_range(int from, off64_t *a, int to, off64_t *b, size_t size, unsigned flags) {
    if (!is_watched(to)) return syscall(SYS_copy_file_range, from, a, to, b, size, flags);
    errno = EXDEV;
    return -1;
}

static int synced(int fd, long number) {
    if (!is_watched(fd)) return (int)syscall(number, fd);
    int result;
    COUNTED(watched[fd] == 2 ? FOLDER_SYNC : FSYNC, 0, -1, result = (int)syscall(number, fd),
            if (!result) {
                char link[64], path[PATH_MAX];
                snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
                ssize_t n = watched[fd] == 2 ? readlink(link, path, sizeof path) : 0;
                record(watched[fd] == 2 ? FOLDER_SYNC : FSYNC, inode_of(fd), 0, path, n > 0 ? (uint64_t)n : 0);
            });
}
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

static int cut(int fd, off64_t size) {
    struct stat found;
    if (!is_watched(fd)) return (int)syscall(SYS_ftruncate, fd, size);
    int result, grows = !fstat(fd, &found) && size > found.st_size;
    COUNTED(TRUNCATE, (size_t)grows, -1, result = (int)syscall(SYS_ftruncate, fd, size),
            if (!result) record(TRUNCATE, inode_of(fd), size, NULL, 0));
}
int ftruncate(int fd, off_t size) { return cut(fd, size); }
int ftruncate64(int fd, off64_t size) { return cut(fd, size); }

/* names */

static void record_names(int kind, const char *one, const char *two) {
    char both[2 * PATH_MAX + 2];
    int n = snprintf(both, sizeof both, "%s%c%s", one, '\n', two);
    record(kind, 0, 0, both, (uint64_t)n);
}
static int renamed(int from, const char *old, int to, const char *new) {
    char a[PATH_MAX], b[PATH_MAX];
    const char *one = absolute(from, old, a), *two = absolute(to, new, b);
    int result;
    if (!below(one) && !below(two)) return (int)syscall(SYS_renameat, from, old, to, new);
    COUNTED(RENAME, 0, -1, result = (int)syscall(SYS_renameat, from, old, to, new),
            if (!result) record_names(RENAME, one, two));
}
int rename(const char *old, const char *new) { return renamed(AT_FDCWD, old, AT_FDCWD, new); }
int renameat(int from, const char *old, int to, const char *new) { return renamed(from, old, to, new); }

static int unlinked(int folder, const char *path, int flags) {
    char room[PATH_MAX];
    const char *full = absolute(folder, path, room);
    int result;
    struct stat found;
    if (!below(full) || lstat(full, &found)) return (int)syscall(SYS_unlinkat, folder, path, flags);
    COUNTED(UNLINK, 0, -1, result = (int)syscall(SYS_unlinkat, folder, path, flags),
            if (!result) record(UNLINK, 0, 0, full, strlen(full)));
}
int unlink(const char *path) { return unlinked(AT_FDCWD, path, 0); }
int unlinkat(int folder, const char *path, int flags) { return unlinked(folder, path, flags); }
int rmdir(const char *path) { return unlinked(AT_FDCWD, path, AT_REMOVEDIR); }
int mkdir(const char *path, mode_t bits) {
    char room[PATH_MAX];
    const char *full = absolute(AT_FDCWD, path, room);
    int result;
    struct stat found;
    if (!below(full) || !lstat(full, &found)) return (int)syscall(SYS_mkdirat, AT_FDCWD, path, bits);
    COUNTED(MKDIR, 0, -1, result = (int)syscall(SYS_mkdirat, AT_FDCWD, path, bits),
            if (!result) record(MKDIR, 0, 0, full, strlen(full)));
}

/* the clock */

int clock_gettime(clockid_t which, struct timespec *now) {
    REAL(int, "clock_gettime");
    int result = next(which, now);
    if (!result && clock_offset && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE))
        now->tv_sec += clock_offset;
    return result;
}
int gettimeofday(struct timeval *now, void *zone) {
    REAL(int, "gettimeofday");
    int result = next(now, zone);
    if (!result && clock_offset) now->tv_sec += clock_offset;
    return result;
}
time_t time(time_t *where) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (where) *where = now.tv_sec;
    return now.tv_sec;
}
