#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/ip/tcp.hpp>

#include "http/mailbox.h"
#include "http/request_parser.h"
#include "http/server.h"

// Private to the room; one of the few files that see Asio.
namespace tidings::http {

class Connection;

// What all connections of one server share; the I/O thread's own.
struct Shared {
    ServerOptions options;
    ParserLimits limits;
    Handler handler;
    std::shared_ptr<Mailbox> mailbox;
    std::function<void(Connection&)> on_close;

    // Time is counted in ticks, so that nothing here reads a clock and a request costs no timer.
    std::chrono::milliseconds tick_length{0};
    std::uint64_t tick = 0;

    std::string date;
    bool draining = false;
    std::size_t unread_body_bytes = 0;
    std::size_t unsent_bytes = 0;
    std::array<char, 16 * 1024> buffer{};  // idle connections own none

    // The first tick at which `timeout` has surely passed.
    std::uint64_t deadline(std::chrono::milliseconds timeout) const;
};

// One client. It reads when the socket is readable, parses, calls the handler, keeps a slot for each request
// and writes the answers in the order of the slots. Every method is called in the I/O thread.
class Connection final : public Subscriber, public std::enable_shared_from_this<Connection> {
public:
    Connection(boost::asio::ip::tcp::socket socket, Shared& shared);

    void start();

    // In place of start(): answers what has not been asked yet, and closes.
    void start_refused(Response response);

    bool is_calling() const override { return pumping_; }
    void take(std::uint64_t ticket, Sink::Part&& part) override;
    void pump() override { pump({}); }

    void on_tick();
    void drain();
    void close();

    std::size_t index = 0;  // its place in the server's list

private:
    struct Slot {
        enum class State { waiting, answered, streaming, ended };
        State state = State::waiting;
        bool http11 = true;
        bool keep_alive = true;
        bool head_only = false;
        bool is_stream = false;
        bool opened = false;
        Response response;
        std::string chunks;
    };
    enum class Phase { busy, idle, head, body, lingering };

    void pump(std::string_view fresh);
    bool may_go_on(std::string_view input) const;
    bool may_read() const;
    void read_requests(std::string_view& input);
    void on_request();
    void refuse(Response response);
    void count_body();
    void count_unsent();
    std::size_t unsent() const { return held_bytes_ + out_.size() - out_sent_; }
    void write_answers();
    void write_slot(Slot& slot, bool keep_alive);
    void write_out();
    void settle();
    void linger();
    Phase phase() const;
    void watch_phase();
    void wait_readable();
    void wait_writable();
    void wait_error();
    void on_readable();
    void on_end_of_input();

    boost::asio::ip::tcp::socket socket_;
    Shared& shared_;
    std::shared_ptr<Line> line_;
    RequestParser parser_;
    std::string peer_;

    std::deque<Slot> slots_;
    std::uint64_t first_ticket_ = 0;  // of slots_.front()
    std::string pending_;             // input that waits for room; never more than one read
    std::string out_;
    std::size_t out_sent_ = 0;
    std::size_t held_bytes_ = 0;  // of the answers in slots_
    std::size_t body_counted_ = 0;
    std::size_t unsent_counted_ = 0;

    bool input_over_ = false;  // no request will be read any more
    bool end_seen_ = false;    // the client has ended its side
    bool lingering_ = false;
    bool closed_ = false;
    bool pumping_ = false;
    bool reading_ = false;
    bool writing_ = false;

    Phase phase_ = Phase::idle;
    std::uint64_t phase_ticket_ = 0;    // the request that the phase is about
    std::uint64_t read_deadline_ = 0;   // 0: none
    std::uint64_t write_deadline_ = 0;  // 0: none
};

}  // namespace tidings::http
