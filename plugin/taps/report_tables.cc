// SPDX-License-Identifier: GPL-2.0-or-later
//
// Wireshark keeps the cells and asks nobody before it draws them. So what changed in the report is
// written into them after each packet. All cells are text: Wireshark's numbers have 32 bits.
// Numbers are aligned to the right, so that the text sorts as they do.
#include "taps/report_tables.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "statistics/cell_text.h"
#include "taps/guarded.h"
#include "taps/mirror_tap.h"
#include "taps/recognised.h"
#include "taps/row_filter.h"
#include "taps/running_report.h"

namespace vpcmirror {

namespace {

// Wireshark's table, and the texts that its cells point to.
class ShownTable {
  public:
    // Wireshark has the columns of the first table for all of them: `filters` stand behind those.
    ShownTable(stat_tap_table_ui& ui, const TableLayout& layout, bool filters)
        : layout_(layout), filters_(filters) {
        for (std::size_t i = 0; i < layout.columns.size(); ++i) {
            if (layout.columns[i].for_readers()) columns_.push_back(i);
        }
        shown_ = stat_tap_init_table(layout.title, static_cast<int>(cells()), 0, nullptr);
        stat_tap_add_table(&ui, shown_);
    }

    ShownTable(const ShownTable&) = delete;
    ShownTable& operator=(const ShownTable&) = delete;

    // Wireshark frees the table and the rows that are shown, see free_stat_tables().
    ~ShownTable() {
        for (const Row& row : rows_) {
            if (row.hidden) g_free(row.cells);
        }
    }

    stat_tap_table* table() const { return shown_; }

    void clear() {
        for (const Row& row : rows_) g_free(row.cells);
        rows_.clear();
        order_.clear();
        shown_->num_elements = 0;
    }

    void update(Table& table) {
        for (const Table::Row index : table.take_changed()) {
            while (rows_.size() <= index) add_row();
            write(rows_[index], table, index);
            show(table, index, !table.hidden(index));
        }
    }

  private:
    std::size_t cells() const { return columns_.size() + (filters_ ? 1 : 0); }

    struct Row {
        stat_tap_table_item_type* cells = nullptr;
        std::vector<std::string> texts;
        bool hidden = true;
    };

    void add_row() {
        Row row;
        row.cells = g_new0(stat_tap_table_item_type, cells());
        row.texts.resize(cells());
        rows_.push_back(std::move(row));
    }

    void write(Row& row, const Table& table, Table::Row index) {
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const Column& column = layout_.columns[columns_[i]];
            write_cell_text(row.texts[i], table.cells(index)[columns_[i]], column);
        }
        // A row's keys never change.
        if (filters_ && row.texts.back().empty()) {
            row.texts.back() = row_filter(table, index);
        }
        for (std::size_t i = 0; i < cells(); ++i) {
            row.cells[i].type = TABLE_ITEM_STRING;
            row.cells[i].value.string_value = row.texts[i].c_str();
        }
    }

    // The rows of the table are pointers: taking one out keeps the others where they are, and one
    // that comes in takes its place by rank.
    void show(const Table& table, Table::Row index, bool shown) {
        Row& row = rows_[index];
        if (row.hidden != shown) return;
        row.hidden = !shown;
        const auto before = [&](Table::Row a, Table::Row b) {
            return std::pair(table.rank(a), a) < std::pair(table.rank(b), b);
        };
        const auto place = std::ranges::lower_bound(order_, index, before);
        const auto offset = static_cast<std::size_t>(place - order_.begin());
        if (shown) {
            order_.insert(place, index);
            shown_->elements = g_renew(stat_tap_table_item_type*, shown_->elements, order_.size());
        } else {
            order_.erase(place);
        }
        shown_->num_elements = static_cast<decltype(shown_->num_elements)>(order_.size());
        for (std::size_t i = offset; i < order_.size(); ++i) {
            shown_->elements[i] = rows_[order_[i]].cells;
        }
    }

    const TableLayout& layout_;
    bool filters_;
    std::vector<std::size_t> columns_;
    stat_tap_table* shown_ = nullptr;
    std::deque<Row> rows_;
    std::vector<Table::Row> order_;  // of what is shown
};

// One registered statistic. Wireshark has one set of tables for all windows and -z options that ask
// for it.
class ReportTables {
  public:
    explicit ReportTables(const ReportKind& kind);

    // Empty tables for a new count.
    void begin() {
        report_ = RunningReport(kind_);
        listener_ = nullptr;
        if (!ui_.tables || ui_.tables->len == 0) tables_.clear();
        counted_ = report_->tables();
        for (std::size_t i = 0; i < counted_.size(); ++i) {
            if (!*counted_[i]->layout().title) continue;  // for documents only
            if (i == tables_.size()) {
                tables_.push_back(std::make_unique<ShownTable>(
                    ui_, counted_[i]->layout(), i == 0 && has_row_filters(counted_[i]->layout())));
            } else {
                tables_[i]->clear();
            }
        }
        update();
    }

    void add(const void* listener, const MirroredPacket& packet) {
        if (!listener_) listener_ = listener;
        if (listener != listener_) return refuse();
        if (!report_.is_current(packet.report)) begin();
        report_->add(packet);
        update();
    }

    bool by_service() const { return kind_.by_service; }
    const stat_tap_table_ui* ui() const { return &ui_; }
    stat_tap_table_ui* ui() { return &ui_; }
    bool begins_with(const stat_tap_table* table) const {
        return !tables_.empty() && tables_.front()->table() == table;
    }

  private:
    void update() {
        report_->refresh();
        for (std::size_t i = 0; i < tables_.size(); ++i) tables_[i]->update(*counted_[i]);
    }

    void refuse() {
        if (refused_) return;
        refused_ = true;
        report_failure(
            "-z %s was asked for twice, but Wireshark has one table for both; only the packets of "
            "one are counted. Ask for one at a time, or for vpcmirror,json",
            ui_.cli_string);
    }

    const ReportKind& kind_;
    std::string cli_string_;
    std::deque<std::string> texts_;  // of the columns
    std::vector<stat_tap_table_item> columns_;
    stat_tap_table_ui ui_{};
    RunningReport report_;
    std::vector<Table*> counted_;  // the report's
    const void* listener_ = nullptr;
    bool refused_ = false;
    std::vector<std::unique_ptr<ShownTable>> tables_;
};

// Never freed, like everything that Wireshark may ask for while it ends.
std::vector<std::unique_ptr<ReportTables>>& all_reports() {
    static auto* const reports = new std::vector<std::unique_ptr<ReportTables>>;
    return *reports;
}

ReportTables* report_of(const stat_tap_table_ui* ui) {
    for (const auto& report : all_reports()) {
        if (report->ui() == ui) return report.get();
    }
    return nullptr;
}

void begin_report(stat_tap_table_ui* ui) noexcept {
    guarded("statistics", [ui] { report_of(ui)->begin(); });
}

tap_packet_status add_packet_to_table(void* tap, packet_info* pinfo, epan_dissect_t* /*edt*/,
                                      const void* data, tap_flags_t /*flags*/) noexcept {
    const bool done = guarded("statistics", [&] {
        ReportTables* report = report_of(static_cast<const stat_data_t*>(tap)->stat_tap_data);
        const auto& packet = *static_cast<const PacketReport*>(data);
        report->add(tap, {packet, report->by_service() ? recognised(pinfo) : Recognised{}});
    });
    return done ? TAP_PACKET_REDRAW : TAP_PACKET_FAILED;
}

// Called for each table of a statistic; all of them are counted anew.
void reset_table(stat_tap_table* table) noexcept {
    guarded("statistics", [table] {
        for (const auto& report : all_reports()) {
            if (report->begins_with(table)) report->begin();
        }
    });
}

ReportTables::ReportTables(const ReportKind& kind)
    : kind_(kind), cli_string_(std::string("vpcmirror,") + kind.name) {
    const Catalogue none{CatalogueParts{}};
    const CatalogueStatus nothing{none, {}, {}};
    const ReportPtr example = kind.make(nothing);
    for (const Column& column : example->tables().front()->layout().columns) {
        if (!column.for_readers()) continue;
        const char* title = texts_.emplace_back(column_title(column)).c_str();
        const char* format = texts_.emplace_back(column_format(column)).c_str();
        const auto align = is_text(column) ? TAP_ALIGN_LEFT : TAP_ALIGN_RIGHT;
        columns_.push_back({TABLE_ITEM_STRING, align, title, format});
    }
    ui_.group = REGISTER_ANALYZE_GROUP_CONVERSATION_FILTER;  // in no menu, see menu.cc
    if (has_row_filters(example->tables().front()->layout())) {
        columns_.push_back({TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Display filter", "%s"});
    }
    ui_.title = kind.title;
    ui_.tap_name = kMirrorTap;
    ui_.cli_string = cli_string_.c_str();
    ui_.stat_tap_init_cb = begin_report;
    ui_.packet_func = add_packet_to_table;
    ui_.stat_tap_reset_table_cb = reset_table;
    ui_.nfields = columns_.size();
    ui_.fields = columns_.data();
}

}  // namespace

void register_report_tables() {
    if (!epanxx::has_windows()) return;  // printed_reports.cc
    for (const ReportKind& kind : report_kinds().subspan(1)) {
        all_reports().push_back(std::make_unique<ReportTables>(kind));
        register_stat_tap_table_ui(all_reports().back()->ui());
    }
}

}  // namespace vpcmirror
