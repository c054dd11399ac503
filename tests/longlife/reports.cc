// SPDX-License-Identifier: GPL-2.0-or-later
#include "reports.h"

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "../../plugin/epanxx/headers.h"

extern "C" {
#include <epan/stats_tree_priv.h>
}

namespace {

// What is listening lives as long as the process.
void listen(const char* tap, void* report, tap_reset_cb reset, tap_packet_cb add,
            tap_draw_cb draw) {
    GString* problem =
        register_tap_listener(tap, report, nullptr, TL_REQUIRES_NOTHING, reset, add, draw, nullptr);
    if (!problem) return;
    fprintf(stderr, "no report: %s\n", problem->str);
    exit(2);
}

// No text of a cell has a tab.
void draw_cell(const stat_tap_table_item_type* cell) {
    printf("%s\t", cell->type == TABLE_ITEM_STRING ? cell->value.string_value : "no text");
}

void draw_tables(void* report) {
    const stat_tap_table_ui* ui = static_cast<stat_data_t*>(report)->stat_tap_data;
    printf("-- %s\n", ui->cli_string);
    for (size_t column = 0; column < ui->nfields; ++column) {
        const stat_tap_table_item& field = ui->fields[column];
        printf("%s%s\t", field.align == TAP_ALIGN_RIGHT ? ">" : "", field.column_name);
    }
    putchar('\n');
    for (guint number = 0; number < ui->tables->len; ++number) {
        const stat_tap_table* table = g_array_index(ui->tables, stat_tap_table*, number);
        puts(table->title);
        for (guint row = 0; row < table->num_elements; ++row) {
            for (guint cell = 0; cell < table->num_fields; ++cell) {
                draw_cell(stat_tap_get_field_data(table, row, cell));
            }
            putchar('\n');
        }
    }
}

void reset_tables(void* report) {
    reset_stat_table(static_cast<stat_data_t*>(report)->stat_tap_data);
}

void open_table(stat_tap_table_ui* ui) {
    listen(ui->tap_name, new stat_data_t{ui, nullptr}, reset_tables, ui->packet_func, draw_tables);
}

auto say_opened(const char* option, void* /*data*/) {
    printf("opened %s\n", option);
    return vpcmirror::epanxx::stat_started(true);
}

// As a program with windows does for each table that it knows: what a menu asks for opens one.
void let_be_asked_for(stat_tap_table_ui* ui) {
    stat_tap_ui kind{};
    kind.title = ui->title;
    kind.cli_string = ui->cli_string;
    kind.tap_init_cb = say_opened;
    register_stat_tap_ui(&kind, nullptr);
}

template <class Visit>
void each_table(Visit visit) {
    const auto visit_ours = [](const void* /*key*/, void* value, void* data) {
        auto* ui = static_cast<stat_tap_table_ui*>(value);
        if (g_str_has_prefix(ui->cli_string, "vpcmirror,")) (*static_cast<Visit*>(data))(ui);
        return vpcmirror::epanxx::boolean{};
    };
    stat_tap_iterate_tables(visit_ours, &visit);
}

bool has_name(const stat_tap_table_ui* ui, const char* name) {
    return std::string_view(ui->cli_string) == name;
}

void draw_tree(void* report) {
    const auto* tree = static_cast<const stats_tree*>(report);
    GString* text = stats_tree_format_as_str(tree, ST_FORMAT_PLAIN, 0, FALSE);
    printf("-- vpcmirror,tree\n%s", text->str);
    g_string_free(text, TRUE);
}

// stats_tree_reset() keeps the rows of any tree, with zeros; Wireshark's window makes a new tree.
void start_tree() {
    stats_tree_cfg* kind = stats_tree_get_cfg_by_abbr("vpcmirror");
    stats_tree* tree = stats_tree_new(kind, nullptr, nullptr);
    listen(kind->tapname, tree, stats_tree_reinit, stats_tree_packet, draw_tree);
    kind->init(tree);
}

void print_counts(uint64_t packets, uint64_t bytes, uint64_t packets_back, uint64_t bytes_back) {
    printf(" %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", packets, bytes, packets_back,
           bytes_back);
}

void print_address(const address& shown) {
    char* text = address_to_str(nullptr, &shown);
    printf("%s ", text);
    wmem_free(nullptr, text);
}

// What a row's menu in the window would filter for.
void print_filter(char* filter) {
    printf("[%s]", filter);
    g_free(filter);
}

template <class Item, class Print>
void draw_items(const char* name, void* report, const Print& print) {
    printf("-- %s,vpcmirror\n", name);
    GArray* items = static_cast<conv_hash_t*>(report)->conv_array;
    for (guint number = 0; items && number < items->len; ++number) {
        Item& item = g_array_index(items, Item, number);
        print(item);
        print_counts(item.tx_frames, item.tx_bytes, item.rx_frames, item.rx_bytes);
    }
}

void draw_conversations(void* report) {
    draw_items<conv_item_t>("conv", report, [](conv_item_t& item) {
        print_address(item.src_address);
        print_address(item.dst_address);
        print_filter(get_conversation_filter(&item, CONV_DIR_A_TO_B));
    });
}

void draw_endpoints(void* report) {
    draw_items<endpoint_item_t>("endpoints", report, [](endpoint_item_t& item) {
        print_address(item.myaddress);
        print_filter(get_endpoint_filter(&item));
    });
}

void start_conversations(int protocol) {
    register_ct_t* kind = get_conversation_by_proto_id(protocol);
    const auto reset_conversations = [](void* report) {
        reset_conversation_table_data(static_cast<conv_hash_t*>(report));
    };
    const auto reset_endpoints = [](void* report) {
        reset_endpoint_table_data(static_cast<conv_hash_t*>(report));
    };
    listen("vpcmirror", new conv_hash_t{}, reset_conversations, get_conversation_packet_func(kind),
           draw_conversations);
    listen("vpcmirror", new conv_hash_t{}, reset_endpoints, get_endpoint_packet_func(kind),
           draw_endpoints);
}

}  // namespace

void start_reports(const char* only) {
    const int protocol = proto_get_id_by_filter_name("vpcmirror");
    if (protocol < 0) return;
    each_table([only](stat_tap_table_ui* ui) {
        let_be_asked_for(ui);
        if (only && !has_name(ui, only)) return;
        ui->stat_tap_init_cb(ui);
        open_table(ui);
    });
    if (only) return;
    start_tree();
    start_conversations(protocol);
    process_stat_cmd_arg("vpcmirror,json");
    start_requested_stats();
}

void open_again() {
    each_table([](stat_tap_table_ui* ui) {
        if (!ui->tables) return;
        free_stat_tables(ui);
        ui->stat_tap_init_cb(ui);
    });
}

void open_another(const char* name) {
    each_table([name](stat_tap_table_ui* ui) {
        if (has_name(ui, name)) open_table(ui);
    });
}
