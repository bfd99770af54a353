#pragma once

#include <functional>
#include <vector>

#include "base/metrics.h"
#include "base/random.h"
#include "http/router.h"
#include "ports/clock.h"
#include "ports/event_log.h"
#include "services/catalog/catalog.h"
#include "services/web/access.h"
#include "services/web/inbox.h"
#include "services/web/unsubscribe_token.h"

namespace tidings::gateway {

struct Options {
    std::size_t batch_max = 500;         // requests of one step
    std::size_t append_bytes = 8 << 20;  // of the records that a step gathers before it appends them
    std::size_t waiting_max = 10'000;    // requests that wait for a step; beyond: 503
    std::int64_t lag_max = 2'000'000;    // accepted and not yet decided; beyond: 503
    Time stamped_until{};     // no stamp is earlier: what was stamped before, perhaps by a faster clock
    std::string admin_url{};  // where what was accepted is shown, if not here; stands before each `Location`
};

// Takes events and changes of profiles; answers 202 once the log has them. Handlers run in the I/O thread and
// only queue; `step` belongs to one thread.
class Gateway {
public:
    // `lag` says how many accepted records wait to be decided; from any thread.
    Gateway(ports::EventLog& log, const ports::Clock& clock, catalog::CatalogView& catalog,
            web::UnsubscribeTokens tokens, std::function<std::int64_t()> lag, Options options, Random random,
            Metrics& metrics);

    void add_routes(http::Router& router, web::Access& access);

    // What is called, from any thread, when a request has come in.
    void on_request(std::function<void()> wake) { inbox_.on_post(std::move(wake)); }

    // Serves all requests that have arrived, up to a bound, with one append where they are not large. Returns
    // how many.
    Result<std::size_t> step();

private:
    // What a request comes to: records and the answer for when the log has them; without records, the answer.
    struct Outcome {
        std::vector<ports::NewRecord> records;
        http::Response answer;
    };
    struct Waiting {
        http::Responder responder;
        http::Response answer;
    };
    using Handle = Outcome (Gateway::*)(const web::Visit&);

    void add(http::Router& router, web::Access& access, std::string method, std::string_view pattern,
             Handle handle);
    void serve(web::Visit&& visit, Handle handle);
    void append();

    Outcome post_events(const web::Visit& visit);
    Outcome put_user(const web::Visit& visit);
    Outcome patch_user(const web::Visit& visit);
    Outcome delete_user(const web::Visit& visit);
    Outcome get_unsubscribe(const web::Visit& visit);
    Outcome post_unsubscribe(const web::Visit& visit);

    Outcome change_profile(const web::Visit& visit, bool patch);
    Time event_time();
    std::int64_t next_version();

    ports::EventLog& log_;
    const ports::Clock& clock_;
    catalog::CatalogView& catalog_;
    web::UnsubscribeTokens tokens_;
    std::function<std::int64_t()> lag_;
    Options options_;
    Random random_;
    Metrics& metrics_;
    web::Inbox inbox_;

    std::shared_ptr<const catalog::Catalog> current_;  // of this step
    std::vector<ports::NewRecord> records_;            // not on the log yet
    std::size_t bytes_ = 0;                            // of their values
    std::vector<Waiting> waiting_;                     // for these records
    std::int64_t last_stamp_;                          // microseconds
};

}  // namespace tidings::gateway
