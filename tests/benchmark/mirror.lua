-- SPDX-License-Identifier: GPL-2.0-or-later
--
-- What a plugin written in Lua would do at least, to compare with: it names the session, tells the
-- direction and whether a packet was truncated, and has VXLAN's dissector take the frame out. No
-- lengths are restored, conversations of sessions merge, there are no filters, duplicates or findings.
--
--   tshark -X lua_script:mirror.lua -X lua_script1:SESSIONS ...
--
-- SESSIONS is a Lua file that returns a table from VNI and source address ("123 10.0.0.4") to a
-- session: {name = ..., mac = ...}.
local sessions = dofile((...))

local mirror = Proto("luamirror", "VPC Mirror in Lua")
local fields = {
    name = ProtoField.string("luamirror.session.name", "Session"),
    direction = ProtoField.string("luamirror.direction", "Direction"),
    truncated = ProtoField.bool("luamirror.truncated", "Truncated"),
}
mirror.fields = fields

local HEADER, ETHERNET = 8, 14
local vxlan

-- Bytes of the frame as its IP header tells; nil if it does not.
local function original_length(buffer)
    if buffer:len() < HEADER + ETHERNET + 6 then return nil end
    local kind = buffer(HEADER + 12, 2):uint()
    if kind == 0x0800 then return ETHERNET + buffer(HEADER + ETHERNET + 2, 2):uint() end
    if kind == 0x86DD then return ETHERNET + 40 + buffer(HEADER + ETHERNET + 4, 2):uint() end
    return nil
end

local function direction(session, buffer)
    if tostring(buffer(HEADER + 6, 6):ether()) == session.mac then return "egress" end
    if tostring(buffer(HEADER, 6):ether()) == session.mac then return "ingress" end
    return "unknown"
end

function mirror.dissector(buffer, pinfo, tree)
    if buffer:len() >= HEADER + ETHERNET then
        local subtree = tree:add(mirror, buffer(0, HEADER))
        local session = sessions[buffer(4, 3):uint() .. " " .. tostring(pinfo.src)]
        if session then
            subtree:add(fields.name, session.name)
            subtree:add(fields.direction, direction(session, buffer))
        end
        local length = original_length(buffer)
        if length then subtree:add(fields.truncated, length > buffer:reported_len() - HEADER) end
    end
    return vxlan:call(buffer, pinfo, tree)
end

local ports = DissectorTable.get("udp.port")
vxlan = ports:get_dissector(4789)
ports:add(4789, mirror)
