// What the thread sanitizer has to be told of librdkafka; linked into every program of that build.
//
// It calls threads by C11's names, which the sanitizer does not watch: it knows nothing of a thread that
// begins so, not even where its memory is, and crashes in it. So those are made here of POSIX threads, whose
// types have the same layout in glibc. And what the library does among its own threads is not compiled to be
// watched; only what is handed over by its locks is seen, so its own races are not reported.

#include <cerrno>
#include <cstdint>
#include <memory>

#include <pthread.h>
#include <threads.h>

namespace {

struct Start {
    thrd_start_t run;
    void* argument;
};

void* begin(void* given) {
    const std::unique_ptr<Start> start(static_cast<Start*>(given));
    return reinterpret_cast<void*>(static_cast<std::intptr_t>(start->run(start->argument)));
}

int told(int code) {
    switch (code) {
        case 0:
            return thrd_success;
        case ENOMEM:
            return thrd_nomem;
        case ETIMEDOUT:
            return thrd_timedout;
        case EBUSY:
            return thrd_busy;
        default:
            return thrd_error;
    }
}

pthread_mutex_t* posix(mtx_t* mutex) {
    static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t));
    return reinterpret_cast<pthread_mutex_t*>(mutex);
}

pthread_cond_t* posix(cnd_t* condition) {
    static_assert(sizeof(cnd_t) == sizeof(pthread_cond_t));
    return reinterpret_cast<pthread_cond_t*>(condition);
}

}  // namespace

extern "C" {

const char* __tsan_default_suppressions() {
    return "race:librdkafka.so\nmutex:librdkafka.so\n";
}

int thrd_create(thrd_t* thread, thrd_start_t run, void* argument) {
    auto start = std::make_unique<Start>(Start{run, argument});
    const int code = pthread_create(thread, nullptr, begin, start.get());
    if (code == 0) static_cast<void>(start.release());
    return told(code);
}

int thrd_join(thrd_t thread, int* result) {
    void* value = nullptr;
    const int code = pthread_join(thread, &value);
    if (result != nullptr) *result = static_cast<int>(reinterpret_cast<std::intptr_t>(value));
    return told(code);
}

int mtx_init(mtx_t* mutex, int type) {
    pthread_mutexattr_t how;
    pthread_mutexattr_init(&how);
    pthread_mutexattr_settype(&how,
                              (type & mtx_recursive) != 0 ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL);
    const int code = pthread_mutex_init(posix(mutex), &how);
    pthread_mutexattr_destroy(&how);
    return told(code);
}

void mtx_destroy(mtx_t* mutex) {
    pthread_mutex_destroy(posix(mutex));
}

int mtx_lock(mtx_t* mutex) {
    return told(pthread_mutex_lock(posix(mutex)));
}

int mtx_unlock(mtx_t* mutex) {
    return told(pthread_mutex_unlock(posix(mutex)));
}

int cnd_init(cnd_t* condition) {
    return told(pthread_cond_init(posix(condition), nullptr));
}

void cnd_destroy(cnd_t* condition) {
    pthread_cond_destroy(posix(condition));
}

int cnd_signal(cnd_t* condition) {
    return told(pthread_cond_signal(posix(condition)));
}

int cnd_broadcast(cnd_t* condition) {
    return told(pthread_cond_broadcast(posix(condition)));
}

int cnd_wait(cnd_t* condition, mtx_t* mutex) {
    return told(pthread_cond_wait(posix(condition), posix(mutex)));
}

int cnd_timedwait(cnd_t* __restrict condition, mtx_t* __restrict mutex, const timespec* __restrict until) {
    return told(pthread_cond_timedwait(posix(condition), posix(mutex), until));
}
}
