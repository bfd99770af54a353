#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "http/responder.h"

namespace tidings::http {

// Finds the handler for a request by method and path. Filled before the server starts; routing changes
// nothing, so threads may share it.
class Router {
public:
    // `pattern` is a path whose segments are texts or `{names}`: "/v1/events/{id}". A name stands for one
    // segment, never empty, and may hold an encoded slash; one name of a pattern may stand for several,
    // `{name...}`, and has their slashes. Texts are compared as sent, undecoded. Where several patterns fit,
    // the one with the leftmost text wins, and one without `...` before all with it, of which the longest
    // wins. The same method and pattern twice is a bug (assertion).
    void add(std::string method, std::string_view pattern, Handler handler);

    // What is below /v1/ and has no handler here is sent on (307) to the same target behind `base_url`, which
    // has no slash at its end. Empty, as at first: it is refused.
    void send_on_to(std::string base_url) { elsewhere_ = std::move(base_url); }

    // Is added to what a 404 says of a path below /v1/.
    void hint_at(std::string hint) { hint_ = std::move(hint); }

    // Decodes path and query into the request and calls the handler, in this thread. Answers by itself: 400
    // for a broken encoding, 404, 405 with Allow, and OPTIONS. HEAD goes to the handler of GET.
    void operator()(Request&& request, Responder&& responder) const;

private:
    struct Route {
        std::vector<std::string> segments;        // "{" in front marks a name
        std::map<std::string, Handler> handlers;  // by method
    };

    const Route* find_route(const std::vector<std::string_view>& path) const;
    std::string not_found(const Request& request) const;

    // By the number of segments; within one, the most specific first.
    std::map<std::size_t, std::vector<Route>> routes_;
    std::map<std::size_t, std::vector<Route>, std::greater<>> open_routes_;  // those with a `{name...}`
    std::string elsewhere_;
    std::string hint_;
};

}  // namespace tidings::http
