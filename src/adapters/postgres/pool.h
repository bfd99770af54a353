#pragma once

#include <condition_variable>
#include <mutex>

#include "adapters/postgres/connection.h"
#include "ports/clock.h"

namespace tidings::adapters::postgres {

// A few connections, lent to one thread each. They are made when they are needed and kept; one that broke, or
// that its server has closed, is made anew. While none can be made, callers are refused at once, and the next
// try comes later each time, up to 2 s. Each has its plans made anew every 10 s.
//
// Threads: every method may be called from any thread. Who finds all lent waits for one.
class Pool {
public:
    Pool(Options options, const ports::Clock& clock) : options_(std::move(options)), clock_(clock) {}

    // A borrowed connection; it goes back by itself.
    class Lent {
    public:
        Lent(Pool& pool, std::unique_ptr<Connection> connection)
            : pool_(&pool), connection_(std::move(connection)) {}
        Lent(Lent&& other) noexcept = default;
        Lent& operator=(Lent&&) = delete;
        ~Lent() {
            if (connection_) pool_->take_back(std::move(connection_));
        }
        Connection* operator->() const { return connection_.get(); }
        Connection& operator*() const { return *connection_; }

    private:
        Pool* pool_;
        std::unique_ptr<Connection> connection_;
    };
    Result<Lent> borrow();

    const Options& options() const { return options_; }

private:
    Result<std::unique_ptr<Connection>> take();
    Result<std::unique_ptr<Connection>> connect();
    bool is_fit(Connection& connection);
    void take_back(std::unique_ptr<Connection> connection);
    void give_place_back();

    const Options options_;
    const ports::Clock& clock_;

    std::mutex mutex_;  // over the rest
    std::condition_variable returned_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::size_t lent_ = 0;
    SteadyTime next_try_{};
    Duration pause_{};
    Error last_error_;
};

}  // namespace tidings::adapters::postgres
