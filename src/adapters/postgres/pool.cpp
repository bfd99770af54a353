#include "adapters/postgres/pool.h"

namespace tidings::adapters::postgres {
namespace {

constexpr Duration kFirstPause = std::chrono::milliseconds{50};
constexpr Duration kLongestPause = std::chrono::seconds{2};
constexpr Duration kPlansLast = std::chrono::seconds{10};

}  // namespace

Result<Pool::Lent> Pool::borrow() {
    auto connection = take();
    if (!connection) return connection.error();
    if (*connection && is_fit(**connection)) return Lent(*this, std::move(*connection));
    connection->reset();
    connection = connect();
    if (!connection) {
        give_place_back();
        return connection.error();
    }
    return Lent(*this, std::move(*connection));
}

bool Pool::is_fit(Connection& connection) {
    if (connection.was_closed()) return false;
    const auto now = clock_.steady();
    if (now < connection.plans_until) return true;
    connection.plans_until = now + kPlansLast;
    return connection.forget_plans().has_value();
}

// One that is idle, the last returned first, or the place for a new one: null.
Result<std::unique_ptr<Connection>> Pool::take() {
    std::unique_lock lock(mutex_);
    const auto has_place = [this] { return lent_ < options_.connections; };
    if (!returned_.wait_for(lock, options_.statement_timeout, has_place)) {
        return unavailable("all connections to PostgreSQL are busy");
    }
    if (idle_.empty() && clock_.steady() < next_try_) return last_error_;
    ++lent_;
    if (idle_.empty()) return std::unique_ptr<Connection>();
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
}

Result<std::unique_ptr<Connection>> Pool::connect() {
    auto made = Connection::open(options_);
    const std::lock_guard lock(mutex_);
    if (made) {
        pause_ = {};
        next_try_ = {};
        return made;
    }
    pause_ = std::clamp(2 * pause_, kFirstPause, kLongestPause);
    next_try_ = clock_.steady() + pause_;
    // Once it was there, a database that is missing is one that may come back.
    last_error_ = made.error();
    if (last_error_.code == Errc::not_found) last_error_.code = Errc::unavailable;
    return last_error_;
}

void Pool::take_back(std::unique_ptr<Connection> connection) {
    if (connection->is_broken() || connection->in_transaction()) connection.reset();
    {
        const std::lock_guard lock(mutex_);
        --lent_;
        if (connection) idle_.push_back(std::move(connection));
    }
    returned_.notify_one();
}

void Pool::give_place_back() {
    {
        const std::lock_guard lock(mutex_);
        --lent_;
    }
    returned_.notify_one();
}

}  // namespace tidings::adapters::postgres
