#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "http/responder.h"

// Private to the room: how answers get from any thread to the connection that waits for them.
namespace tidings::http {

class Line;

struct Letter {
    std::shared_ptr<Line> line;
    std::uint64_t ticket = 0;
    Sink::Part part;
};

// Letters for the I/O thread. However many are posted, it is woken once for all that it has not yet taken.
class Mailbox {
public:
    // `wake` is called in the thread that posts.
    explicit Mailbox(std::function<void()> wake) : wake_(std::move(wake)) {}

    // From any thread. False after shut().
    bool post(Letter&& letter);

    // Swaps what has been posted into `letters`, which is empty.
    void take(std::vector<Letter>& letters);

    // After this nobody is woken, so that what `wake` uses may go, and what was posted is dropped: letters
    // hold the mailbox that they lie in, so without this neither would ever end.
    void shut();

    void enter_io_thread() { io_thread_ = std::this_thread::get_id(); }
    bool in_io_thread() const { return io_thread_ == std::this_thread::get_id(); }

private:
    std::mutex mutex_;
    std::function<void()> wake_;
    std::vector<Letter> letters_;
    std::atomic<std::thread::id> io_thread_;
};

// The far end of a line.
class Subscriber {
public:
    virtual ~Subscriber() = default;

    // Whether it is inside a handler's call, and so takes an answer on the spot and writes it afterwards.
    virtual bool is_calling() const = 0;
    virtual void take(std::uint64_t ticket, Sink::Part&& part) = 0;
    virtual void pump() = 0;
};

// The line between responders, which live as long as they like, and a connection, which does not.
class Line final : public Sink, public std::enable_shared_from_this<Line> {
public:
    // A stream that has more than this under way to the I/O thread is taken no more.
    static constexpr std::size_t kStreamBytesMax = 1024 * 1024;

    Line(std::shared_ptr<Mailbox> mailbox, Subscriber& subscriber)
        : mailbox_(std::move(mailbox)), subscriber_(&subscriber) {}

    bool send(std::uint64_t ticket, Part&& part) override;
    bool alive() const override { return alive_.load(std::memory_order_relaxed); }
    bool ended() const override { return ended_.load(std::memory_order_relaxed) || !alive(); }

    // The rest only in the I/O thread.
    void deliver(std::uint64_t ticket, Part&& part);
    Subscriber* subscriber() const { return subscriber_; }
    void end_input() { ended_ = true; }
    void hang_up();

private:
    std::shared_ptr<Mailbox> mailbox_;
    Subscriber* subscriber_;
    std::atomic<bool> alive_ = true;
    std::atomic<bool> ended_ = false;
    std::atomic<std::size_t> stream_bytes_ = 0;
};

}  // namespace tidings::http
