#include "app/wiring.h"

namespace tidings::app {

namespace {

Error not_built_yet() {
    return unavailable("the services are not built yet");
}

}  // namespace

Result<std::unique_ptr<RunningServer>> start_server(const Settings&) {
    return not_built_yet();
}

Result<int> serve(const Settings&) {
    return not_built_yet();
}

Result<std::string> migrate(const Settings&) {
    return not_built_yet();
}

Result<std::string> init(const Settings&, bool) {
    return not_built_yet();
}

}  // namespace tidings::app
