// Loaded before libfaketime, which turns the clock that a wait of <threads.h> begins by, and not the wait: so
// those of librdkafka would last longer by what a clock is ahead, or not at all. By pthreads' name it turns
// both.
#include <cerrno>

#include <pthread.h>
#include <threads.h>

static_assert(sizeof(cnd_t) == sizeof(pthread_cond_t), "they are the same in glibc");

extern "C" int cnd_timedwait(cnd_t* condition, mtx_t* mutex, const timespec* until) {
    const int error = pthread_cond_timedwait(reinterpret_cast<pthread_cond_t*>(condition),
                                             reinterpret_cast<pthread_mutex_t*>(mutex), until);
    if (error == ETIMEDOUT) return thrd_timedout;
    return error == 0 ? thrd_success : thrd_error;
}
