#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/memory/memory_event_log.h"
#include "services/gateway/gateway.h"
#include "services/records/catalog_record.h"
#include "support/builders.h"
#include "support/manual_clock.h"

// For the tests of this room: a gateway on a log in memory that can be watched, and fail.
namespace tidings::gateway {

// Keeps what is appended, and fails where it is told to.
class WatchedLog final : public ports::EventLog {
public:
    explicit WatchedLog(const ports::Clock& clock) : log_(clock) {}

    Result<> append(std::span<const ports::NewRecord> records) override {
        if (failing) return unavailable("the disk is away");
        appends.emplace_back(records.begin(), records.end());
        return log_.append(records);
    }
    Result<std::unique_ptr<ports::LogReader>> reader(std::vector<core::Topic> topics,
                                                     ports::Reading reading) override {
        return log_.reader(std::move(topics), reading);
    }
    Result<std::vector<ports::Extent>> extents(core::Topic topic) override { return log_.extents(topic); }
    void on_append(core::Topic topic, std::function<void()> wake) override { log_.on_append(topic, wake); }
    Result<> trim(ports::Partition partition, std::int64_t before) override {
        return log_.trim(partition, before);
    }

    bool failing = false;
    std::vector<std::vector<ports::NewRecord>> appends;

private:
    adapters::MemoryEventLog log_;
};

class GatewayTest : public ::testing::Test {
protected:
    void SetUp() override {
        publish(test::a_type());
        gateway_.add_routes(router_, access_);
    }
    void publish(const records::CatalogEntry& entry) {
        log_.append(std::array{records::write_catalog(entry)}).value();
        log_.appends.clear();
    }

    void put_user(const std::string& id, std::string body) { send("PUT", id, std::move(body)); }
    void send(std::string method, const std::string& user, std::string body) {
        post(std::move(method), "/v1/users/" + user, std::move(body));
    }
    // Hands a request over; its answer comes in a step.
    void post(std::string method, std::string path, std::string body, http::Fields headers = {}) {
        http::Request request;
        request.method = std::move(method);
        request.path = std::move(path);
        request.body = std::move(body);
        request.headers = std::move(headers);
        router_(std::move(request), http::Responder::to([this](http::Response&& response) {
                    statuses_.push_back(response.status);
                    last_ = std::move(response);
                }));
    }
    http::Response ask(std::string method, std::string path, std::string body = "",
                       http::Fields headers = {}) {
        post(std::move(method), std::move(path), std::move(body), std::move(headers));
        gateway_.step().value();
        return last_;
    }
    // The records of the events that were accepted, or of the changes.
    std::vector<ports::Record> read(core::Topic topic) {
        const auto reader = log_.reader({topic}, ports::Reading::alone).value();
        reader->seek({topic, 0}, 0).value();
        return reader->poll(10'000).value();
    }
    // A profile whose record is somewhat larger than this.
    static std::string profile_of(std::size_t bytes) {
        return json::write(json::object{{"categories", json::object{{std::string(bytes, 'x'), true}}}});
    }

    std::int64_t lag_ = 0;
    web::UnsubscribeTokens tokens_{Secret("key"), "http://here"};
    testing::ManualClock clock_;
    WatchedLog log_{clock_};
    catalog::CatalogView catalog_{log_};
    Metrics metrics_;
    web::Access access_{catalog_, clock_, {1'000, std::chrono::seconds{1}}};
    http::Router router_;
    Gateway gateway_{
        log_,      clock_,  catalog_, tokens_, [this] { return lag_; }, {.append_bytes = 1000, .lag_max = 10},
        Random(1), metrics_};
    std::vector<int> statuses_;
    http::Response last_{0, {}, {}};
};

}  // namespace tidings::gateway
