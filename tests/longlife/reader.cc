// SPDX-License-Identifier: GPL-2.0-or-later
//
// Reads captures one after the other in one process, as Wireshark's window does, told by lines on
// stdin; sharkd and tshark cannot: the one keeps what the capture before took, the other ends.
//
//   set NAME:VALUE   a preference, as -o of tshark
//   reset            all preferences, as a change of the profile begins
//   read FILE        both passes, each with all reports, which are printed after it; answers with a
//                    hash of all that is in the trees, and with the resident memory in KiB once the
//                    capture is closed and what is free is given back, 0 if /proc does not tell
//   draw             what the reports show now
//   open again       closes the windows of all tables and opens them again
//   another NAME     opens a second window of these tables, "vpcmirror,loss"
//   menu             the plugin's menu
//   choose ENTRY     of this menu: "opened ..." says which option it asked for, like -z
//   chosen           how many entries of dissector tables Wireshark takes for the user's choice
//
// An answer is the last line of what is printed, and begins with "= "; lines of what would be told
// in a box begin with "! ". After a line "-- session filters" stands for each packet what
// Conversation Filter > VPC Mirror session says. Argument: the only report to be started, "NAME".
#include <malloc.h>

#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "../../plugin/epanxx/headers.h"
#include "menus.h"
#include "reports.h"

#include <cfile.h>

extern "C" {
#include <epan/epan.h>
#include <epan/epan_dissect.h>
#include <epan/frame_data.h>
#include <epan/tvbuff.h>
#include <wsutil/buffer.h>
#include <wsutil/privileges.h>
#include <wsutil/wslog.h>
}

#define VERSION (WIRESHARK_VERSION_MAJOR * 100 + WIRESHARK_VERSION_MINOR)

namespace {

// Where packets come from. Wireshark's programs have a type of their own, which nothing here asks.
struct Provider : packet_provider_data {
    std::vector<std::unique_ptr<frame_data>> frames;
};

const nstime_t* time_of(packet_provider_data* provider, uint32_t number) {
    const auto& frames = static_cast<Provider*>(provider)->frames;
    return number >= 1 && number <= frames.size() ? &frames[number - 1]->abs_ts : nullptr;
}

const packet_provider_funcs kFunctions{time_of};

std::uint64_t mix(std::uint64_t hash, const char* text) {
    for (; text && *text; ++text) hash = (hash ^ static_cast<unsigned char>(*text)) * 0x100000001b3;
    return hash;
}

void hash_node(proto_node* node, void* data) {
    auto* hash = static_cast<std::uint64_t*>(data);
    if (const field_info* field = PNODE_FINFO(node)) {
        *hash = mix(*hash, field->hfinfo->abbrev);
        if (field->rep) *hash = mix(*hash, field->rep->representation);
    }
    proto_tree_children_foreach(node, hash_node, data);
}

// Of what is held. What the allocator has free, and where, differs by the texts of a capture.
long resident() {
    malloc_trim(0);
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
    }
    return 0;
}

// A record, and where its bytes are.
class Record {
  public:
    Record() {
#if VERSION >= 406
        wtap_rec_init(&record, 1514);
#else
        wtap_rec_init(&record);
        ws_buffer_init(&buffer, 1514);
#endif
    }
    Record(const Record&) = delete;
    Record& operator=(const Record&) = delete;
    ~Record() {
        wtap_rec_cleanup(&record);
#if VERSION < 406
        ws_buffer_free(&buffer);
#endif
    }

    bool read(wtap* file, int64_t& offset) {
        int error = 0;
        char* text = nullptr;
#if VERSION >= 406
        const bool more = wtap_read(file, &record, &error, &text, &offset);
#else
        const bool more = wtap_read(file, &record, &buffer, &error, &text, &offset);
#endif
        g_free(text);
        return more;
    }

    void dissect(epan_dissect_t* dissection, wtap* file, frame_data* frame) {
        const int type = wtap_file_type_subtype(file);
#if VERSION >= 406
        epan_dissect_run_with_taps(dissection, type, &record, frame, nullptr);
#else
        tvbuff_t* bytes = tvb_new_real_data(ws_buffer_start_ptr(&buffer), frame->cap_len,
                                            static_cast<int>(frame->pkt_len));
        epan_dissect_run_with_taps(dissection, type, &record, bytes, frame, nullptr);
#endif
    }

    wtap_rec record{};

  private:
#if VERSION < 406
    Buffer buffer{};
#endif
};

wtap* open(const std::string& name) {
    int error = 0;
    char* text = nullptr;
    wtap* file = wtap_open_offline(name.c_str(), WTAP_TYPE_AUTO, &error, &text, FALSE);
    g_free(text);
    return file;
}

std::uint64_t pass(epan_t* session, Provider& provider, const std::string& name) {
    std::uint64_t hash = 0xcbf29ce484222325;
    std::string filters;
    wtap* file = open(name);
    if (!file) return 0;
    reset_tap_listeners();
    {
        Record record;
        nstime_t elapsed{};
        const frame_data* reference = nullptr;
        const frame_data* previous = nullptr;
        uint32_t number = 0;
        uint32_t bytes = 0;
        for (int64_t offset = 0; record.read(file, offset);) {
            if (++number > provider.frames.size()) {
                provider.frames.push_back(std::make_unique<frame_data>());
                frame_data_init(provider.frames.back().get(), number, &record.record, offset, 0);
            }
            frame_data* frame = provider.frames[number - 1].get();
            frame_data_set_before_dissect(frame, &elapsed, &reference, previous);
            previous = frame;
            epan_dissect_t* dissection = epan_dissect_new(session, TRUE, TRUE);
            record.dissect(dissection, file, frame);
            hash_node(dissection->tree, &hash);
            filters += session_filter(&dissection->pi) + '\n';
            epan_dissect_free(dissection);
            frame_data_set_after_dissect(frame, &bytes);
        }
    }
    wtap_close(file);
    draw_tap_listeners(TRUE);
    printf("-- session filters\n%s", filters.c_str());
    return hash;
}

std::uint64_t read_twice(const std::string& name) {
    Provider provider{};
    epan_t* session = epan_new(&provider, &kFunctions);
    const std::uint64_t first = pass(session, provider, name);
    const std::uint64_t second = pass(session, provider, name);
    epan_free(session);
    for (const auto& frame : provider.frames) frame_data_destroy(frame.get());
    return first ^ (second << 1);
}

void count_choice(const char* /*table*/, ftenum_t /*type*/, void* /*key*/, void* /*value*/,
                  void* data) {
    ++*static_cast<unsigned*>(data);
}

void say_in_box(const char* format, va_list values) {
    char* text = g_strdup_vprintf(format, values);
    printf("! %s\n", text);
    g_free(text);
}

bool answer_of_windows(const std::string& line, const std::string& rest) {
    if (line == "draw") {
        draw_tap_listeners(TRUE);
        puts("= drawn");
    } else if (line == "open again") {
        open_again();
        puts("= opened");
    } else if (line.starts_with("another ")) {
        open_another(rest.c_str());
        puts("= opened");
    } else if (line == "menu") {
        print_menu();
        puts("= printed");
    } else if (line.starts_with("choose ")) {
        puts(choose(rest) ? "= chosen" : "= none");
    } else {
        return false;
    }
    return true;
}

void answer(const std::string& line) {
    const std::string rest = line.substr(line.find(' ') + 1);
    if (line.starts_with("set ")) {
        char* message = nullptr;
        std::string preference = rest;
        const int result = prefs_set_pref(preference.data(), &message);
        g_free(message);
        prefs_apply_all();
        puts(result == PREFS_SET_OK ? "= set" : "= refused");
    } else if (line == "reset") {
        prefs_reset();
        epan_load_settings();
        prefs_apply_all();
        puts("= set");
    } else if (line == "chosen") {
        unsigned count = 0;
        dissector_all_tables_foreach_changed(count_choice, &count);
        printf("= %u\n", count);
    } else if (!answer_of_windows(line, rest)) {
        const std::uint64_t hash = read_twice(rest);
        printf("= %016" PRIx64 " %ld\n", hash, resident());
    }
    fflush(stdout);
}

}  // namespace

int main(int, char** arguments) {
    init_process_policies();
    report_message_routines messages{};
    messages.vreport_failure = messages.vreport_warning = say_in_box;
    init_report_message("captures_reader", &messages);
#if VERSION >= 406
    ws_log_init(nullptr);
    g_free(configuration_init(arguments[0]));
#else
    ws_log_init("captures_reader", nullptr);
    g_free(configuration_init(arguments[0], nullptr));
#endif
    wtap_init(TRUE);
    if (!epan_init(nullptr, nullptr, TRUE)) return 2;
    epan_load_settings();
    prefs_apply_all();
    start_reports(arguments[1]);
    for (std::string line; std::getline(std::cin, line);) answer(line);
    epan_cleanup();
    wtap_cleanup();
    return 0;
}
