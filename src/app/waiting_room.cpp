#include "app/waiting_room.h"

#include "app/listen.h"
#include "services/web/answers.h"

namespace tidings::app {
namespace {

http::ServerOptions options_for(const Settings& settings) {
    http::ServerOptions options;
    options.listen = listen_address(settings);
    return options;
}

}  // namespace

WaitingRoom::WaitingRoom(const Settings& settings)
    : server_(options_for(settings), [this](http::Request&& request, http::Responder&& responder) {
          // What will be there is not denied: to a client a 404 is the end.
          if (request.path.starts_with("/v1/")) {
              return responder.answer(web::overloaded("this process starts, and waits for its servers"));
          }
          router_(std::move(request), std::move(responder));
      }) {
    add_system_routes(router_, metrics_, readiness_);
}

Result<std::unique_ptr<WaitingRoom>> WaitingRoom::open(const Settings& settings) {
    std::unique_ptr<WaitingRoom> room(new WaitingRoom(settings));
    if (const auto started = room->server_.start(); !started) {
        return Error{started.error().code, settings.cited("http.listen") + ": " + started.error().message};
    }
    room->thread_ = std::thread([server = &room->server_] { server->run(); });
    return room;
}

WaitingRoom::~WaitingRoom() {
    server_.stop(std::chrono::milliseconds{100});
    if (thread_.joinable()) thread_.join();
}

}  // namespace tidings::app
