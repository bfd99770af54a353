#include "http/responder.h"

#include <algorithm>
#include <iterator>

#include "base/assert.h"
#include "http/problem.h"

namespace tidings::http {
namespace {

class FunctionSink final : public Sink {
public:
    explicit FunctionSink(std::function<void(Response&&)> receive) : receive_(std::move(receive)) {}

    bool send(std::uint64_t /*ticket*/, Part&& part) override {
        switch (part.kind) {
            case Part::Kind::answer:
                receive_(std::move(part.response));
                break;
            case Part::Kind::open:
                streamed_ = std::move(part.response);
                break;
            case Part::Kind::chunk:
                streamed_.body += part.response.body;
                break;
            case Part::Kind::end:
                receive_(std::move(streamed_));
                break;
        }
        return true;
    }

    bool alive() const override { return true; }

private:
    std::function<void(Response&&)> receive_;
    Response streamed_;
};

}  // namespace

Responder Responder::to(std::function<void(Response&&)> receive) {
    return {std::make_shared<FunctionSink>(std::move(receive)), 0};
}

Responder& Responder::operator=(Responder&& other) noexcept {
    Responder ending(std::move(*this));  // answers what stood here before
    sink_ = std::move(other.sink_);
    ticket_ = other.ticket_;
    headers_ = std::move(other.headers_);
    return *this;
}

Responder::~Responder() {
    if (sink_) answer(problem(500, "the request was dropped; this is a fault of the server"));
}

void Responder::answer(Response response) {
    TIDINGS_ASSERT(sink_ != nullptr);
    const std::shared_ptr<Sink> sink = std::move(sink_);
    std::move(headers_.begin(), headers_.end(), std::back_inserter(response.headers));
    sink->send(ticket_, {Sink::Part::Kind::answer, std::move(response)});
}

Stream Responder::stream(Response head) {
    TIDINGS_ASSERT(sink_ != nullptr);
    std::shared_ptr<Sink> sink = std::move(sink_);
    std::move(headers_.begin(), headers_.end(), std::back_inserter(head.headers));
    sink->send(ticket_, {Sink::Part::Kind::open, std::move(head)});
    return {std::move(sink), ticket_};
}

Stream& Stream::operator=(Stream&& other) noexcept {
    Stream ending(std::move(*this));  // ends what stood here before
    sink_ = std::move(other.sink_);
    ticket_ = other.ticket_;
    return *this;
}

Stream::~Stream() {
    if (sink_) sink_->send(ticket_, {Sink::Part::Kind::end, {}});
}

bool Stream::write(std::string bytes) {
    if (!sink_ || bytes.empty()) return alive();
    return sink_->send(ticket_, {Sink::Part::Kind::chunk, {200, {}, std::move(bytes)}});
}

}  // namespace tidings::http
