#include "http/server.h"

#include <algorithm>
#include <charconv>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/assert.h"
#include "http/connection.h"
#include "http/descriptors.h"
#include "http/problem.h"
#include "http/response_writer.h"
#include "http/syntax.h"

namespace tidings::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;

// Connections beyond the maximum that are told so; those beyond this too are only closed.
constexpr std::size_t kRefusedMax = 128;

Result<tcp::endpoint> parse_listen(std::string_view listen) {
    const std::size_t colon = listen.rfind(':');
    const Error malformed =
        invalid("cannot listen on \"" + std::string(listen) +
                "\": give an IP address and a port, such as 127.0.0.1:8080 or [::1]:8080");
    if (colon == std::string_view::npos) return malformed;
    std::string_view host = listen.substr(0, colon);
    const std::string_view port_text = listen.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, failed] = std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
    if (failed != std::errc() || end != port_text.data() + port_text.size()) return malformed;
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    if (host == "localhost") host = "127.0.0.1";
    error_code error;
    const auto address = asio::ip::make_address(std::string(host), error);
    if (error || address.is_v6() != bracketed) return malformed;
    return tcp::endpoint(address, port);
}

// Short against every timeout, so that none is late by much; never so short that ticking costs.
milliseconds tick_length(const ServerOptions& options) {
    const milliseconds shortest =
        std::min({options.header_timeout, options.body_timeout, options.idle_timeout, options.write_timeout,
                  options.linger_timeout});
    return std::clamp(shortest / 4, milliseconds(5), milliseconds(250));
}

ParserLimits parser_limits(const ServerOptions& options) {
    return {options.target_bytes, options.header_bytes, options.header_count, options.body_limit};
}

Response too_many_connections() {
    Response response = problem(503, "too many connections are open; try again");
    response.headers.emplace_back("Retry-After", "1");
    return response;
}

}  // namespace

std::size_t default_body_limit(const Request& head) {
    const std::string* type = head.header("content-type");
    if (type == nullptr) return kBodyMax;
    const std::string_view media_type = trim(std::string_view(*type).substr(0, type->find(';')));
    return equal_ignoring_case(media_type, "application/cloudevents-batch+json") ? kBatchBodyMax : kBodyMax;
}

class Server::Impl {
public:
    Impl(ServerOptions options, Handler handler) : acceptor_(io_), timer_(io_) {
        shared_.limits = parser_limits(options);
        shared_.tick_length = tick_length(options);
        shared_.options = std::move(options);
        shared_.handler = std::move(handler);
        shared_.mailbox = std::make_shared<Mailbox>([this] { asio::post(io_, [this] { deliver(); }); });
        shared_.on_close = [this](Connection& connection) { forget(connection); };
    }

    ~Impl() {
        shared_.mailbox->shut();
        close_all();
    }

    Result<> start();
    int port() const { return port_; }
    void run();
    void stop(milliseconds grace);

private:
    void accept();
    void on_accept(const error_code& error, tcp::socket socket);
    void adopt(tcp::socket socket);
    void tick();
    void on_tick();
    void drain(milliseconds grace);
    void take_in_those_who_wait();
    void end_if_drained();
    void deliver();
    void forget(Connection& connection);
    void close_all();

    // `action` may close connections, which changes the list.
    template <class Action>
    void for_each_connection(Action action) {
        const std::vector<std::shared_ptr<Connection>> all = connections_;
        for (const auto& connection : all) action(*connection);
    }

    Shared shared_;
    asio::io_context io_{1};
    tcp::acceptor acceptor_;
    asio::steady_timer timer_;
    std::vector<std::shared_ptr<Connection>> connections_;
    std::vector<Letter> letters_;
    int port_ = 0;
    bool accepting_ = false;
    std::uint64_t drain_deadline_ = 0;
};

Result<> Server::Impl::start() {
    const auto endpoint = parse_listen(shared_.options.listen);
    if (!endpoint) return endpoint.error();
    error_code error;
    (void)acceptor_.open(endpoint->protocol(), error);
    if (!error) (void)acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) (void)acceptor_.bind(*endpoint, error);
    if (!error) (void)acceptor_.listen(tcp::acceptor::max_listen_connections, error);
    if (error) {
        return unavailable("cannot listen on " + shared_.options.listen + ": " + error.message() +
                           "; choose another address with http.listen");
    }
    port_ = acceptor_.local_endpoint().port();
    shared_.options.connections = connections_within_limit(shared_.options.connections);
    return {};
}

void Server::Impl::run() {
    TIDINGS_ASSERT(port_ != 0);
    shared_.mailbox->enter_io_thread();
    on_tick();
    io_.run();
}

void Server::Impl::stop(milliseconds grace) {
    asio::post(io_, [this, grace] { drain(grace); });
}

void Server::Impl::accept() {
    accepting_ = true;
    acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
        accepting_ = false;
        on_accept(error, std::move(socket));
    });
}

void Server::Impl::on_accept(const error_code& error, tcp::socket socket) {
    if (shared_.draining) return;
    // When descriptors have run out, the next tick tries again; at once would be a busy loop.
    if (error) return;
    accept();
    adopt(std::move(socket));
}

void Server::Impl::adopt(tcp::socket socket) {
    if (connections_.size() >= shared_.options.connections + kRefusedMax) return;
    const bool refused = connections_.size() >= shared_.options.connections;
    const auto connection = std::make_shared<Connection>(std::move(socket), shared_);
    connection->index = connections_.size();
    connections_.push_back(connection);
    if (refused) {
        connection->start_refused(too_many_connections());
    } else {
        connection->start();
    }
}

void Server::Impl::tick() {
    timer_.expires_after(shared_.tick_length);
    timer_.async_wait([this](const error_code& error) {
        if (!error) on_tick();
    });
}

void Server::Impl::on_tick() {
    ++shared_.tick;
    if (shared_.options.now) shared_.date = http_date(shared_.options.now());
    for_each_connection([](Connection& connection) { connection.on_tick(); });
    if (!shared_.draining) {
        if (!accepting_) accept();
        return tick();
    }
    if (shared_.tick >= drain_deadline_) close_all();
    if (!connections_.empty()) tick();
}

void Server::Impl::drain(milliseconds grace) {
    if (shared_.draining) return;
    shared_.draining = true;
    drain_deadline_ = shared_.deadline(grace);
    take_in_those_who_wait();
    error_code ignored;
    (void)acceptor_.close(ignored);
    for_each_connection([](Connection& connection) { connection.drain(); });
    end_if_drained();
}

// Their connections stand, as far as they know, and their requests may be on their way.
void Server::Impl::take_in_those_who_wait() {
    error_code error;
    (void)acceptor_.non_blocking(true, error);
    for (std::size_t i = 0; !error && i < shared_.options.connections; ++i) {
        tcp::socket socket(io_);
        (void)acceptor_.accept(socket, error);
        if (!error) adopt(std::move(socket));
    }
}

void Server::Impl::end_if_drained() {
    if (shared_.draining && connections_.empty()) timer_.cancel();
}

// Fills the slots of all answers first, so that each connection writes once.
void Server::Impl::deliver() {
    shared_.mailbox->take(letters_);
    for (Letter& letter : letters_) letter.line->deliver(letter.ticket, std::move(letter.part));
    for (const Letter& letter : letters_) {
        if (Subscriber* subscriber = letter.line->subscriber()) subscriber->pump();
    }
    letters_.clear();
}

void Server::Impl::forget(Connection& connection) {
    const std::size_t index = connection.index;
    std::swap(connections_[index], connections_.back());
    connections_[index]->index = index;
    connections_.pop_back();
    end_if_drained();
}

void Server::Impl::close_all() {
    for_each_connection([](Connection& connection) { connection.close(); });
}

Server::Server(ServerOptions options, Handler handler)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handler))) {}

Server::~Server() = default;

Result<> Server::start() {
    return impl_->start();
}
int Server::port() const {
    return impl_->port();
}
void Server::run() {
    impl_->run();
}
void Server::stop(std::chrono::milliseconds grace) {
    impl_->stop(grace);
}

}  // namespace tidings::http
