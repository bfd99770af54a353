#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "jinja/loader.h"
#include "services/records/catalog_record.h"

namespace tidings::catalog {

// The shared pieces at one moment, each in its newest version.
using Pieces = std::map<std::string, std::shared_ptr<const records::PieceEntry>, std::less<>>;

// Why this cannot be a piece, with line and column. With `pieces`, those that it names must be there.
std::optional<std::string> piece_fault(const records::PieceEntry& entry,
                                       std::shared_ptr<const Pieces> pieces = {});

// Where a template finds the pieces that it names.
class PieceLoader final : public jinja::Loader {
public:
    explicit PieceLoader(std::shared_ptr<const Pieces> pieces) : pieces_(std::move(pieces)) {}

    std::optional<std::string> load(std::string_view name) const override;

    // Forgets the others, so that a template keeps no more alive than it uses. Before it renders.
    void keep_only(const std::set<std::string, std::less<>>& names);

private:
    std::shared_ptr<const Pieces> pieces_;
};

}  // namespace tidings::catalog
