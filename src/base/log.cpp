#include "base/log.h"

#include <array>
#include <atomic>
#include <memory>
#include <mutex>

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include "base/line_writer.h"
#include "base/log_format.h"

namespace tidings::log {

namespace {

class StandardError : public spdlog::sinks::base_sink<std::mutex> {
public:
    std::uint64_t dropped() const { return writer_.dropped(); }

protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        writer_.write({line.data(), line.size()});
    }
    void flush_() override {}

private:
    LineWriter writer_{STDERR_FILENO, kPatience};
};

std::unique_ptr<spdlog::formatter> frame(Format format) {
    const char* const pattern = format == Format::json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})"
                                                       : "time=%Y-%m-%dT%H:%M:%S.%eZ level=%l %v";
    return std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc);
}

struct Log {
    std::shared_ptr<StandardError> sink = std::make_shared<StandardError>();
    spdlog::logger logger{"tidings", sink};
    std::atomic<Level> level = Level::info;
    std::atomic<Format> format = Format::logfmt;

    Log() {
        sink->set_formatter(frame(Format::logfmt));
        // The level is ours to check; what the library itself has to say goes nowhere.
        logger.set_level(spdlog::level::trace);
        logger.set_error_handler([](const std::string&) {});
    }
};

// Never destroyed: threads and destructors may log until the very end.
Log& the_log() {
    static Log* const log = new Log;
    return *log;
}

constexpr std::array kLevels{spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                             spdlog::level::err};

}  // namespace

std::optional<Level> parse_level(std::string_view word) {
    if (word == "debug") return Level::debug;
    if (word == "info") return Level::info;
    if (word == "warning") return Level::warning;
    if (word == "error") return Level::error;
    if (word == "off") return Level::off;
    return std::nullopt;
}

std::optional<Format> parse_format(std::string_view word) {
    if (word == "logfmt") return Format::logfmt;
    if (word == "json") return Format::json;
    return std::nullopt;
}

void configure(Level level, Format format) {
    Log& log = the_log();
    log.level = level;
    log.format = format;
    log.sink->set_formatter(frame(format));
}

bool enabled(Level level) {
    return level != Level::off && level >= the_log().level.load(std::memory_order_relaxed);
}

void write(Level level, std::string_view message, Fields fields) {
    if (!enabled(level)) return;
    Log& log = the_log();
    const std::string line =
        log.format == Format::json ? format_json(message, fields) : format_logfmt(message, fields);
    log.logger.log(kLevels[static_cast<std::size_t>(level)], spdlog::string_view_t(line));
}

std::uint64_t dropped() {
    return the_log().sink->dropped();
}

}  // namespace tidings::log
