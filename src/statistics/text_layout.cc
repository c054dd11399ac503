// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/text_layout.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <string_view>

#include "text/utf8.h"
#include "text/width.h"

namespace vpcmirror {

namespace {

constexpr std::string_view kBetween = "  ";
constexpr std::string_view kMark = "\u2026";
constexpr std::size_t kLeastTextWidth = 20;  // that a text is narrowed to
constexpr std::size_t kLeastKey = 36;        // as above, if that does not help

using Lines = std::vector<std::string>;

// As many characters of `text` as `width` cells hold.
std::string_view beginning(std::string_view text, std::size_t width) {
    std::size_t length = 0;
    while (length < text.size()) {
        const std::size_t next =
            length + std::max<std::size_t>(first_character(text.substr(length)).length, 1);
        if (width_of(text.substr(0, next)) > width) break;
        length = next;
    }
    return text.substr(0, length);
}

std::string cut(std::string_view word, std::size_t width) {
    if (width_of(word) <= width) return std::string(word);
    return std::string(beginning(word, width - 1)) + std::string(kMark);
}

// `text` in lines of at most `width` cells, with a break at spaces only.
Lines set_in_lines(std::string_view text, std::size_t width) {
    if (width_of(text) <= width) return {std::string(text)};
    Lines lines(1);
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string word = cut(text.substr(0, end), width);
        text.remove_prefix(std::min(end + 1, text.size()));
        std::string& line = lines.back();
        if (line.empty()) {
            line = word;
        } else if (width_of(line) + 1 + width_of(word) <= width) {
            line += ' ' + word;
        } else {
            lines.push_back(word);
        }
    }
    return lines;
}

// As set_in_lines(), the further ones indented: at the beginning of a line they are no other row.
Lines hanging(std::string_view text, std::size_t width) {
    Lines lines = set_in_lines(text, width - 1);
    for (std::size_t i = 1; i < lines.size(); ++i) lines[i].insert(0, 1, ' ');
    return lines;
}

std::size_t longest_word(std::string_view text) {
    std::size_t longest = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        longest = std::max(longest, width_of(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return longest;
}

class TextLayout {
  public:
    explicit TextLayout(std::vector<TextColumn> columns) : columns_(std::move(columns)) {
        find_sentences();
        for (const TextColumn& column : columns_) widths_.push_back(width_with(column, true));
        if (total(widths_) > kNarrowText) set_titles_in_lines();
        narrow_texts();
        keys_ = key_columns();
    }

    std::string text() const {
        const auto wide = blocks(kWidestText);
        const auto narrow = blocks(kNarrowText);
        std::string text;
        for (const Block& block : narrow.size() == wide.size() ? narrow : wide) {
            if (!text.empty()) text += '\n';
            add(text, block, text.empty());
        }
        return text;
    }

  private:
    using Block = std::vector<std::size_t>;  // columns

    std::size_t rows() const { return columns_.empty() ? 0 : columns_.front().cells.size(); }

    void find_sentences() {
        const bool numbers = std::ranges::any_of(columns_, &TextColumn::right);
        sentences_.assign(rows(), numbers && columns_.size() > 1);
        for (std::size_t i = 1; i < columns_.size(); ++i) {
            for (std::size_t row = 0; row < rows(); ++row) {
                if (!columns_[i].cells[row].empty()) sentences_[row] = false;
            }
        }
    }

    std::size_t width_with(const TextColumn& column, bool whole_title) const {
        std::size_t width = whole_title ? width_of(column.title) : longest_word(column.title);
        for (std::size_t row = 0; row < rows(); ++row) {
            if (!sentences_[row]) width = std::max(width, width_of(column.cells[row]));
        }
        return width;
    }

    static std::size_t total(const std::vector<std::size_t>& widths) {
        return std::accumulate(widths.begin(), widths.end(), kBetween.size() * (widths.size() - 1));
    }

    void set_titles_in_lines() {
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            widths_[i] = width_with(columns_[i], false);
        }
    }

    // What a text can be narrowed to without a cut in its words, if these are of common length.
    std::size_t least_width(const TextColumn& column, std::size_t least,
                            std::size_t most_word) const {
        std::size_t word = longest_word(column.title);
        for (std::size_t row = 0; row < rows(); ++row) {
            if (!sentences_[row]) word = std::max(word, longest_word(column.cells[row]));
        }
        return std::max(least, std::min(word, most_word));
    }

    std::vector<std::size_t> least_widths(std::size_t least, std::size_t most_word) const {
        std::vector<std::size_t> result = widths_;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (columns_[i].right) continue;
            result[i] = std::min(result[i], least_width(columns_[i], least, most_word));
        }
        return result;
    }

    // The widest text first, and none by more than is needed; where that does not help, as little
    // as lets keys and more stand in a line. Where there is nothing but texts, such as paths and
    // what is said of them, a line is rather longer than a word is cut.
    void narrow_texts() {
        std::vector<std::size_t> least = least_widths(kLeastTextWidth, std::string::npos);
        const bool whole_words =
            std::ranges::find(columns_, true, &TextColumn::right) == columns_.end() &&
            std::ranges::max(least) <= kWidestText;
        if (total(least) > kWidestText && !whole_words) {
            least = least_widths(kLeastTextWidth, kLeastKey);
            if (total(least) > kWidestText) {
                widths_ = least_widths(kLeastKey, kLeastKey);
                return;
            }
        }
        while (total(widths_) > std::max(kWidestText, total(least))) {
            std::size_t widest = 0;
            std::size_t most = 0;
            for (std::size_t i = 0; i < widths_.size(); ++i) {
                if (widths_[i] <= least[i] || widths_[i] <= most) continue;
                widest = i;
                most = widths_[i];
            }
            --widths_[widest];
        }
    }

    // Texts at the front, as many as leave half of the line for others.
    std::size_t key_columns() const {
        std::size_t keys = 0;
        std::size_t width = 0;
        while (keys < columns_.size() && !columns_[keys].right) {
            width += widths_[keys] + kBetween.size();
            if (keys > 0 && width > kWidestText / 2) break;
            ++keys;
        }
        return keys;
    }

    std::vector<Block> blocks(std::size_t widest) const {
        std::vector<Block> blocks;
        std::size_t width = 0;
        const auto begin = [&](std::size_t keys) {
            Block block(keys);
            std::iota(block.begin(), block.end(), std::size_t{0});
            width = 0;
            for (const std::size_t key : block) width += widths_[key] + kBetween.size();
            blocks.push_back(std::move(block));
        };
        begin(0);
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const bool only_keys = blocks.back().size() <= keys_;
            if (width + widths_[i] > widest && !only_keys) begin(keys_);
            blocks.back().push_back(i);
            width += widths_[i] + kBetween.size();
        }
        return blocks;
    }

    void add(std::string& text, const Block& block, bool with_sentences) const {
        std::vector<Lines> cells;
        for (const std::size_t i : block) {
            cells.push_back(set_in_lines(columns_[i].title, widths_[i]));
        }
        add_line(text, block, cells, true);
        cells.clear();
        for (const std::size_t i : block) cells.push_back({std::string(widths_[i], '-')});
        add_line(text, block, cells, false);
        for (std::size_t row = 0; row < rows(); ++row) {
            if (sentences_[row]) {
                if (with_sentences) add_sentence(text, columns_.front().cells[row]);
                continue;
            }
            cells.clear();
            for (const std::size_t i : block) {
                cells.push_back(set_in_lines(columns_[i].cells[row], widths_[i]));
            }
            if (cells.front().size() > 1) {
                cells.front() = hanging(columns_.front().cells[row], widths_.front());
            }
            add_line(text, block, cells, false);
        }
    }

    static void add_sentence(std::string& text, std::string_view sentence) {
        for (const std::string& line : set_in_lines(sentence, kWidestText)) text += line + '\n';
    }

    // Of as many lines as the cell with the most has; `low`: shorter ones end in the last.
    void add_line(std::string& text, const Block& block, std::span<const Lines> cells,
                  bool low) const {
        const std::size_t height =
            std::ranges::max(cells, {}, [](const Lines& cell) { return cell.size(); }).size();
        for (std::size_t line = 0; line < height; ++line) {
            std::string shown;
            for (std::size_t i = 0; i < block.size(); ++i) {
                const std::size_t above = low ? height - cells[i].size() : 0;
                const bool filled = line >= above && line - above < cells[i].size();
                const std::string cell = filled ? cells[i][line - above] : std::string();
                const std::size_t width = widths_[block[i]];
                const std::string padding(width - std::min(width, width_of(cell)), ' ');
                if (i > 0) shown += kBetween;
                shown += columns_[block[i]].right ? padding + cell : cell + padding;
            }
            shown.erase(shown.find_last_not_of(' ') + 1);
            text += shown + '\n';
        }
    }

    std::vector<TextColumn> columns_;
    std::vector<bool> sentences_;
    std::vector<std::size_t> widths_;
    std::size_t keys_ = 0;
};

}  // namespace

std::string text_columns(std::vector<TextColumn> columns) {
    return columns.empty() ? std::string() : TextLayout(std::move(columns)).text();
}

}  // namespace vpcmirror
