#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/random.h"
#include "http/responder.h"
#include "simulation/engines/virtual_clock.h"
#include "simulation/journal.h"
#include "simulation/trouble/swarm.h"

namespace tidings::simulation {

// Everybody outside: producers, users and operators. A request without an answer that settles it is repeated,
// as it was.
class Client {
public:
    // Takes a request to whoever answers.
    using Serve = std::function<void(http::Request, http::Responder)>;
    // Ids of notifications there are.
    using Known = std::function<std::vector<core::NotificationId>()>;

    Client(const Swarm& swarm, const VirtualClock& clock, Journal& journal, Random random, Known known);

    // Something new, or a repetition.
    void act(const Serve& serve);

    // Repeats what is open; false when nothing is.
    bool repeat(const Serve& serve);

private:
    struct Open {
        http::Request request;
        std::function<void(const http::Response&)> settled;
        std::shared_ptr<int> status = std::make_shared<int>(0);  // 0: under way, else what was answered
        bool begun = false;
    };

    void ask(std::string method, std::string path, const json::value* body,
             std::function<void(const http::Response&)> settled, const Serve& serve);
    void send(Open& open, const Serve& serve);

    void post_event(const Serve& serve);
    void change_profile(const Serve& serve);
    void cancel(const Serve& serve);
    void replay(const Serve& serve);
    void suppress(const Serve& serve);

    json::object profile();
    std::string user() { return "user-" + std::to_string(random_.below(6)); }
    bool chance(std::uint64_t one_in) { return random_.below(one_in) == 0; }

    const Swarm& swarm_;
    const VirtualClock& clock_;
    Journal& journal_;
    Random random_;
    Known known_;
    std::list<Open> open_;
    std::vector<json::object> posted_;
};

}  // namespace tidings::simulation
