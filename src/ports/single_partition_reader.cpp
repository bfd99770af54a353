#include "ports/single_partition_reader.h"

#include <algorithm>

namespace tidings::ports {

std::vector<Partition> SinglePartitionReader::unpositioned() const {
    std::vector<Partition> out;
    for (const Topic topic : topics_) {
        if (!next_.contains(topic)) out.push_back({topic, 0});
    }
    return out;
}

Result<> SinglePartitionReader::seek(Partition partition, std::int64_t offset) {
    if (partition.number != 0 || std::ranges::find(topics_, partition.topic) == topics_.end()) {
        return invalid("this reader has no such partition");
    }
    if (offset < 0) return invalid("offsets begin at 0");
    next_[partition.topic] = offset;
    return {};
}

}  // namespace tidings::ports
