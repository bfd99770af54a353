#include "adapters/kafka/message.h"

#include <algorithm>

namespace tidings::adapters::kafka {

namespace {

std::string text(const void* bytes, std::size_t size) {
    return bytes == nullptr ? std::string() : std::string(static_cast<const char*>(bytes), size);
}

ports::Headers headers_of(const rd_kafka_message_t& message) {
    ports::Headers out;
    rd_kafka_headers_t* headers = nullptr;
    if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return out;
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0;
         rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
        out.emplace_back(name, text(value, size));
    }
    return out;
}

}  // namespace

Time time_of(const rd_kafka_message_t& message) {
    rd_kafka_timestamp_type_t type{};
    // A stranger's may be anything, and a microsecond has less room than a millisecond.
    constexpr std::int64_t kMax = 253'402'300'799'999;  // the end of the year 9999
    const std::int64_t millis = rd_kafka_message_timestamp(&message, &type);
    return Time{std::chrono::milliseconds{std::clamp<std::int64_t>(millis, 0, kMax)}};
}

ports::Record record_of(ports::Partition partition, const rd_kafka_message_t& message) {
    return {partition,           message.offset,
            time_of(message),    text(message.key, message.key_len),
            headers_of(message), text(message.payload, message.len)};
}

}  // namespace tidings::adapters::kafka
