#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "http/message.h"

namespace tidings::http {

// Where answers go: a connection of the server, or whatever a test puts there. Every method may be called
// from any thread.
class Sink {
public:
    struct Part {
        enum class Kind { answer, open, chunk, end };
        Kind kind = Kind::answer;
        Response response;  // of a chunk, only the body counts
    };

    virtual ~Sink() = default;

    // `ticket` names the request on its connection. False when the part was not taken: the client is gone, or
    // too slow for a stream.
    virtual bool send(std::uint64_t ticket, Part&& part) = 0;

    virtual bool alive() const = 0;

    // Whether the client has ended its own side, or is gone. One that only closed it still reads answers, but
    // looks no different from one that left.
    virtual bool ended() const { return !alive(); }
};

// The rest of a response that has no end yet, such as server-sent events. Destroying it ends the response.
class Stream {
public:
    Stream(std::shared_ptr<Sink> sink, std::uint64_t ticket) : sink_(std::move(sink)), ticket_(ticket) {}
    Stream(Stream&&) noexcept = default;
    Stream& operator=(Stream&& other) noexcept;
    ~Stream();

    // Sends `bytes` as soon as the client takes them; never waits. False when the client is gone or reads so
    // slowly that too much is waiting; such a stream is over.
    bool write(std::string bytes);

    bool alive() const { return sink_ && sink_->alive(); }

private:
    std::shared_ptr<Sink> sink_;
    std::uint64_t ticket_;
};

// The duty to answer one request, once, at any time and from any thread; it may outlive the server. Destroyed
// without an answer, it answers 500.
class Responder {
public:
    Responder(std::shared_ptr<Sink> sink, std::uint64_t ticket) : sink_(std::move(sink)), ticket_(ticket) {}

    // Hands the answer to `receive` instead of a connection, for tests of handlers. `receive` runs in the
    // thread that answers.
    static Responder to(std::function<void(Response&&)> receive);

    Responder(Responder&&) noexcept = default;
    Responder& operator=(Responder&& other) noexcept;
    ~Responder();

    // A second answer is a bug (assertion).
    void answer(Response response);

    // Headers that the answer is to have besides its own, whoever gives it.
    void add_headers(Fields headers) { headers_ = std::move(headers); }

    // Answers with `head` (its body, if any, is the first piece) and leaves the response open. The headers
    // are fixed texts, with nothing from a user in them.
    Stream stream(Response head);

    // Whether the client was still connected a moment ago. A client that has only ended its own side counts.
    bool alive() const { return sink_ && sink_->alive(); }

    // Whether it has ended its side, or is gone: no reason to let it wait for what is not there yet.
    bool ended() const { return !sink_ || sink_->ended(); }

private:
    std::shared_ptr<Sink> sink_;
    std::uint64_t ticket_;
    Fields headers_;
};

using Handler = std::function<void(Request&&, Responder&&)>;

}  // namespace tidings::http
