#include "http/connection.h"

#include <algorithm>
#include <exception>

#include <boost/asio/buffer.hpp>
#include <sys/socket.h>

#include "base/log.h"
#include "http/give_back.h"
#include "http/problem.h"
#include "http/response_writer.h"

namespace tidings::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// While more than this waits for a slow reader, its further answers wait and its requests are not read.
constexpr std::size_t kUnsentMax = 256 * 1024;
// An empty buffer larger than this is given back.
constexpr std::size_t kBufferKept = 4 * 1024;

Response try_again(std::string_view detail) {
    Response response = problem(503, std::string(detail));
    response.headers.emplace_back("Retry-After", "1");
    return response;
}

bool would_block(const error_code& error) {
    return error == asio::error::would_block || error == asio::error::try_again;
}

}  // namespace

std::uint64_t Shared::deadline(std::chrono::milliseconds timeout) const {
    const auto ticks = (timeout + tick_length - std::chrono::milliseconds(1)) / tick_length;
    return tick + static_cast<std::uint64_t>(ticks) + 1;
}

Connection::Connection(tcp::socket socket, Shared& shared)
    : socket_(std::move(socket)),
      shared_(shared),
      line_(std::make_shared<Line>(shared.mailbox, *this)),
      parser_(shared.limits) {
    error_code error;
    (void)socket_.non_blocking(true, error);
    (void)socket_.set_option(tcp::no_delay(true), error);
    const tcp::endpoint peer = socket_.remote_endpoint(error);
    if (!error) peer_ = peer.address().to_string();
}

void Connection::start() {
    read_deadline_ = shared_.deadline(shared_.options.header_timeout);
    wait_error();
    wait_readable();
}

void Connection::start_refused(Response response) {
    refuse(std::move(response));
    pump();
}

void Connection::take(std::uint64_t ticket, Sink::Part&& part) {
    // The slots from an answer that ended the connection on are gone.
    if (ticket < first_ticket_ || ticket - first_ticket_ >= slots_.size()) return;
    Slot& slot = slots_[ticket - first_ticket_];
    switch (part.kind) {
        case Sink::Part::Kind::answer:
            held_bytes_ += part.response.body.size();
            slot.response = std::move(part.response);
            slot.state = Slot::State::answered;
            break;
        case Sink::Part::Kind::open:
            slot.response = std::move(part.response);
            slot.is_stream = true;
            // Without chunks only the end of the connection ends a stream.
            if (!slot.http11) slot.keep_alive = false;
            slot.state = shared_.draining ? Slot::State::ended : Slot::State::streaming;
            break;
        case Sink::Part::Kind::chunk:
            if (slot.state == Slot::State::streaming && !slot.head_only) {
                const std::size_t before = slot.chunks.size();
                write_chunk(part.response.body, slot.http11, slot.chunks);
                held_bytes_ += slot.chunks.size() - before;
            }
            break;
        case Sink::Part::Kind::end:
            slot.state = Slot::State::ended;
            break;
    }
    // A stream whose reader does not keep up is cut off: its memory is ours.
    if (slot.chunks.size() > kUnsentMax && !pumping_) return close();
    count_unsent();
}

// Does all that can be done now: reads requests from `fresh` or what is left of earlier input, writes
// answers. Handlers run inside and may answer at once, which only fills their slots.
void Connection::pump(std::string_view fresh) {
    if (closed_ || pumping_) return;
    const auto self = shared_from_this();
    pumping_ = true;
    const std::string held = std::exchange(pending_, {});
    std::string_view input = held.empty() ? fresh : std::string_view(held);
    do {
        read_requests(input);
        write_answers();
        write_out();
    } while (!closed_ && may_go_on(input));
    pumping_ = false;
    if (closed_) return;
    count_unsent();
    if (!input_over_) pending_ = input;
    settle();
}

// Whether what was written has made room for more reading, or for more answers.
bool Connection::may_go_on(std::string_view input) const {
    const bool answers = !slots_.empty() && slots_.front().state != Slot::State::waiting &&
                         slots_.front().state != Slot::State::streaming && out_.empty();
    return answers || (!input.empty() && may_read());
}

bool Connection::may_read() const {
    return !input_over_ && slots_.size() < shared_.options.in_flight && unsent() <= kUnsentMax;
}

void Connection::read_requests(std::string_view& input) {
    while (!input.empty() && may_read()) {
        const RequestParser::State state = parser_.feed(input);
        if (state == RequestParser::State::complete) on_request();
        if (state == RequestParser::State::refused) {
            refuse(problem(parser_.refusal().status, parser_.refusal().detail));
        }
        count_body();
    }
}

void Connection::on_request() {
    if (shared_.unsent_bytes > shared_.options.unsent_bytes) {
        return refuse(try_again("too many answers wait for clients that do not read them; try again"));
    }
    Request request = parser_.take();
    request.peer = peer_;
    Slot slot;
    slot.http11 = parser_.http11();
    slot.keep_alive = parser_.keep_alive();
    slot.head_only = request.method == "HEAD";
    slots_.push_back(std::move(slot));
    if (!parser_.keep_alive() || shared_.draining) input_over_ = true;
    const std::uint64_t ticket = first_ticket_ + slots_.size() - 1;
    try {
        shared_.handler(std::move(request), Responder(line_, ticket));
    } catch (const std::exception& e) {
        // The responder, destroyed on the way here, has answered 500.
        log::error("a handler failed", {{"what", e.what()}});
    }
}

// What waits here for the client to take it.
void Connection::count_unsent() {
    const std::size_t size = closed_ ? 0 : unsent();
    shared_.unsent_bytes += size - unsent_counted_;
    unsent_counted_ = size;
}

// The last answer of this connection, behind those that are still due.
void Connection::refuse(Response response) {
    Slot slot;
    slot.keep_alive = false;
    slot.state = Slot::State::answered;
    held_bytes_ += response.body.size();
    slot.response = std::move(response);
    slots_.push_back(std::move(slot));
    input_over_ = true;
    parser_.abandon();
}

// A body counts while it is being read; then it is the handler's.
void Connection::count_body() {
    const bool unread = !closed_ && parser_.state() == RequestParser::State::body;
    const std::size_t size = unread ? parser_.request().body.size() : 0;
    shared_.unread_body_bytes += size - body_counted_;
    body_counted_ = size;
    if (unread && shared_.unread_body_bytes > shared_.options.unread_body_bytes) {
        refuse(try_again("too many bodies are being read; try again"));
        shared_.unread_body_bytes -= std::exchange(body_counted_, 0);
    }
}

void Connection::write_answers() {
    while (!slots_.empty() && slots_.front().state != Slot::State::waiting &&
           out_.size() - out_sent_ <= kUnsentMax) {
        Slot& slot = slots_.front();
        const bool keep_alive = slot.keep_alive && (!input_over_ || slots_.size() != 1);
        write_slot(slot, keep_alive);
        if (slot.state == Slot::State::streaming) return;
        slots_.pop_front();
        ++first_ticket_;
        if (!keep_alive) {
            slots_.clear();
            held_bytes_ = 0;
            input_over_ = true;
        }
    }
    const bool reading_body = !input_over_ && parser_.state() == RequestParser::State::body;
    if (reading_body && slots_.empty() && parser_.take_expectation()) out_ += "HTTP/1.1 100 Continue\r\n\r\n";
}

void Connection::write_slot(Slot& slot, bool keep_alive) {
    const Framing framing{slot.http11, keep_alive, slot.head_only, shared_.date};
    held_bytes_ -= slot.is_stream ? slot.chunks.size() : slot.response.body.size();
    if (!slot.is_stream) return write_response(slot.response, framing, out_);
    if (!std::exchange(slot.opened, true)) write_stream_head(slot.response, framing, out_);
    out_ += std::exchange(slot.chunks, {});
    if (slot.state == Slot::State::ended && !slot.head_only) write_last_chunk(slot.http11, out_);
}

void Connection::write_out() {
    while (!closed_ && out_sent_ < out_.size()) {
        error_code error;
        const std::size_t sent =
            socket_.write_some(asio::buffer(out_.data() + out_sent_, out_.size() - out_sent_), error);
        if (would_block(error)) {
            if (write_deadline_ == 0) write_deadline_ = shared_.deadline(shared_.options.write_timeout);
            // For a reader that always leaves a rest; by halves, so that a large answer is not moved over and
            // over.
            if (out_sent_ > out_.size() / 2) out_.erase(0, std::exchange(out_sent_, 0));
            return wait_writable();
        }
        if (error) return close();
        out_sent_ += sent;
        write_deadline_ = 0;
    }
    out_sent_ = 0;
    out_.clear();
    if (out_.capacity() > kBufferKept) give_back(out_);
}

void Connection::settle() {
    if (input_over_ && slots_.empty() && out_.empty()) linger();
    if (closed_) return;
    watch_phase();
    if (lingering_ || (may_read() && pending_.empty())) wait_readable();
}

// To close with input unread would reset the connection, and could destroy the last answer on its way.
void Connection::linger() {
    if (end_seen_) return close();
    if (std::exchange(lingering_, true)) return;
    error_code error;
    (void)socket_.shutdown(tcp::socket::shutdown_send, error);
    if (error) close();
}

Connection::Phase Connection::phase() const {
    if (lingering_) return Phase::lingering;
    if (!may_read()) return Phase::busy;
    switch (parser_.state()) {
        case RequestParser::State::head:
            return Phase::head;
        case RequestParser::State::body:
            return Phase::body;
        default:
            return slots_.empty() && out_.empty() ? Phase::idle : Phase::busy;
    }
}

// A deadline is set when a phase begins and stands until it ends, however many bytes trickle in.
void Connection::watch_phase() {
    const Phase now = phase();
    const std::uint64_t ticket = first_ticket_ + slots_.size();
    if (now == phase_ && ticket == phase_ticket_ && read_deadline_ != 0) return;
    phase_ = now;
    phase_ticket_ = ticket;
    switch (now) {
        case Phase::busy:
            read_deadline_ = 0;
            break;
        case Phase::idle:
            read_deadline_ = shared_.deadline(shared_.options.idle_timeout);
            break;
        case Phase::head:
            read_deadline_ = shared_.deadline(shared_.options.header_timeout);
            break;
        case Phase::body:
            read_deadline_ = shared_.deadline(shared_.options.body_timeout);
            break;
        case Phase::lingering:
            read_deadline_ = shared_.deadline(shared_.options.linger_timeout);
            break;
    }
}

void Connection::on_tick() {
    if (write_deadline_ != 0 && shared_.tick >= write_deadline_) return close();
    if (read_deadline_ == 0 || shared_.tick < read_deadline_) return;
    if (phase_ != Phase::head && phase_ != Phase::body) return close();
    refuse(problem(408, phase_ == Phase::head ? "the head of the request took too long"
                                              : "the body of the request took too long"));
    count_body();
    pump();
}

void Connection::drain() {
    if (lingering_) return;
    // A request may have come that nobody has looked at; to close over it would reset the connection.
    if (phase() == Phase::idle) on_readable();
    if (closed_ || lingering_) return;
    if (parser_.state() == RequestParser::State::idle) {
        input_over_ = true;
        pending_.clear();
        if (slots_.empty() && out_.empty()) return close();
    }
    for (Slot& slot : slots_) {
        if (slot.state == Slot::State::streaming) slot.state = Slot::State::ended;
    }
    pump();
}

void Connection::close() {
    if (std::exchange(closed_, true)) return;
    const auto self = shared_from_this();  // the server's list may hold the last other one
    line_->hang_up();
    count_body();
    count_unsent();
    error_code ignored;
    (void)socket_.close(ignored);
    shared_.on_close(*this);
}

void Connection::wait_readable() {
    if (std::exchange(reading_, true)) return;
    socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](const error_code& error) {
        self->reading_ = false;
        if (!error && !self->closed_) self->on_readable();
    });
}

void Connection::wait_writable() {
    if (std::exchange(writing_, true)) return;
    socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](const error_code& error) {
        self->writing_ = false;
        if (!error && !self->closed_) self->pump();
    });
}

// Notices a reset while nothing is read or written, so that alive() is true to its word. Waits once: urgent
// data would end every further wait at once.
void Connection::wait_error() {
    socket_.async_wait(tcp::socket::wait_error, [self = shared_from_this()](const error_code& error) {
        if (error || self->closed_) return;
        int state = 0;
        socklen_t size = sizeof state;
        const int failed = ::getsockopt(self->socket_.native_handle(), SOL_SOCKET, SO_ERROR, &state, &size);
        if (failed != 0 || state != 0) self->close();
    });
}

void Connection::on_readable() {
    error_code error;
    const std::size_t size = socket_.read_some(asio::buffer(shared_.buffer), error);
    if (would_block(error)) return wait_readable();
    if (error == asio::error::eof) return on_end_of_input();
    if (error) return close();
    if (lingering_) return wait_readable();  // read and dropped
    pump({shared_.buffer.data(), size});
}

// The client may only have ended its own side, and still wait for answers; one that reads a stream has left.
void Connection::on_end_of_input() {
    end_seen_ = true;
    input_over_ = true;
    line_->end_input();
    parser_.abandon();
    count_body();
    const bool streams = std::ranges::any_of(slots_, &Slot::is_stream);
    if (streams || (slots_.empty() && out_.empty())) return close();
    pump();
}

}  // namespace tidings::http
