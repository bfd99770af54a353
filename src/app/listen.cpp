#include "app/listen.h"

#include <array>
#include <utility>

namespace tidings::app {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kPorts{{{"gateway", "8080"},
                                                                               {"admin", "8081"},
                                                                               {"notifier", "8082"},
                                                                               {"worker", "8083"},
                                                                               {"analytics", "8084"}}};

}  // namespace

std::string listen_address(const Settings& settings) {
    const auto roles = settings.words("roles");
    if (settings.origin("http.listen") == "default" && roles.size() == 1) {
        for (const auto& [role, port] : kPorts) {
            if (roles.front() == role) return "127.0.0.1:" + std::string(port);
        }
    }
    return settings.text("http.listen");
}

}  // namespace tidings::app
