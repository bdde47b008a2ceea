// Every icon of the product in one file, so that a page loads one script for all of them instead of one each.
// A new icon is one import and one name below; names are those of lucide.dev with underscores.
import { createElement } from "react";
import { __iconNode as alarm_clock_off } from "lucide-react/dist/esm/icons/alarm-clock-off.mjs";
import { __iconNode as archive } from "lucide-react/dist/esm/icons/archive.mjs";
import { __iconNode as archive_restore } from "lucide-react/dist/esm/icons/archive-restore.mjs";
import { __iconNode as arrow_down } from "lucide-react/dist/esm/icons/arrow-down.mjs";
import { __iconNode as arrow_left } from "lucide-react/dist/esm/icons/arrow-left.mjs";
import { __iconNode as arrow_right } from "lucide-react/dist/esm/icons/arrow-right.mjs";
import { __iconNode as arrow_up } from "lucide-react/dist/esm/icons/arrow-up.mjs";
import { __iconNode as at_sign } from "lucide-react/dist/esm/icons/at-sign.mjs";
import { __iconNode as bell } from "lucide-react/dist/esm/icons/bell.mjs";
import { __iconNode as bell_ring } from "lucide-react/dist/esm/icons/bell-ring.mjs";
import { __iconNode as bookmark } from "lucide-react/dist/esm/icons/bookmark.mjs";
import { __iconNode as briefcase } from "lucide-react/dist/esm/icons/briefcase.mjs";
import { __iconNode as calendar_check } from "lucide-react/dist/esm/icons/calendar-check.mjs";
import { __iconNode as calendar_clock } from "lucide-react/dist/esm/icons/calendar-clock.mjs";
import { __iconNode as calendar_days } from "lucide-react/dist/esm/icons/calendar-days.mjs";
import { __iconNode as calendar_off } from "lucide-react/dist/esm/icons/calendar-off.mjs";
import { __iconNode as calendar_plus } from "lucide-react/dist/esm/icons/calendar-plus.mjs";
import { __iconNode as calendar_x } from "lucide-react/dist/esm/icons/calendar-x.mjs";
import { __iconNode as chart_column } from "lucide-react/dist/esm/icons/chart-column.mjs";
import { __iconNode as check } from "lucide-react/dist/esm/icons/check.mjs";
import { __iconNode as check_check } from "lucide-react/dist/esm/icons/check-check.mjs";
import { __iconNode as chevron_down } from "lucide-react/dist/esm/icons/chevron-down.mjs";
import { __iconNode as chevron_left } from "lucide-react/dist/esm/icons/chevron-left.mjs";
import { __iconNode as chevron_right } from "lucide-react/dist/esm/icons/chevron-right.mjs";
import { __iconNode as circle_alert } from "lucide-react/dist/esm/icons/circle-alert.mjs";
import { __iconNode as circle_check } from "lucide-react/dist/esm/icons/circle-check.mjs";
import { __iconNode as circle_check_big } from "lucide-react/dist/esm/icons/circle-check-big.mjs";
import { __iconNode as circle_question_mark } from "lucide-react/dist/esm/icons/circle-question-mark.mjs";
import { __iconNode as circle_x } from "lucide-react/dist/esm/icons/circle-x.mjs";
import { __iconNode as clipboard_check } from "lucide-react/dist/esm/icons/clipboard-check.mjs";
import { __iconNode as clipboard_list } from "lucide-react/dist/esm/icons/clipboard-list.mjs";
import { __iconNode as clipboard_pen } from "lucide-react/dist/esm/icons/clipboard-pen.mjs";
import { __iconNode as clock } from "lucide-react/dist/esm/icons/clock.mjs";
import { __iconNode as clock_alert } from "lucide-react/dist/esm/icons/clock-alert.mjs";
import { __iconNode as coffee } from "lucide-react/dist/esm/icons/coffee.mjs";
import { __iconNode as columns_3 } from "lucide-react/dist/esm/icons/columns-3.mjs";
import { __iconNode as copy } from "lucide-react/dist/esm/icons/copy.mjs";
import { __iconNode as door_open } from "lucide-react/dist/esm/icons/door-open.mjs";
import { __iconNode as download } from "lucide-react/dist/esm/icons/download.mjs";
import { __iconNode as eraser } from "lucide-react/dist/esm/icons/eraser.mjs";
import { __iconNode as external_link } from "lucide-react/dist/esm/icons/external-link.mjs";
import { __iconNode as flag } from "lucide-react/dist/esm/icons/flag.mjs";
import { __iconNode as flag_off } from "lucide-react/dist/esm/icons/flag-off.mjs";
import { __iconNode as flask_conical } from "lucide-react/dist/esm/icons/flask-conical.mjs";
import { __iconNode as hand } from "lucide-react/dist/esm/icons/hand.mjs";
import { __iconNode as hourglass } from "lucide-react/dist/esm/icons/hourglass.mjs";
import { __iconNode as house } from "lucide-react/dist/esm/icons/house.mjs";
import { __iconNode as inbox } from "lucide-react/dist/esm/icons/inbox.mjs";
import { __iconNode as info } from "lucide-react/dist/esm/icons/info.mjs";
import { __iconNode as keyboard } from "lucide-react/dist/esm/icons/keyboard.mjs";
import { __iconNode as languages } from "lucide-react/dist/esm/icons/languages.mjs";
import { __iconNode as link_2_off } from "lucide-react/dist/esm/icons/link-2-off.mjs";
import { __iconNode as list } from "lucide-react/dist/esm/icons/list.mjs";
import { __iconNode as list_checks } from "lucide-react/dist/esm/icons/list-checks.mjs";
import { __iconNode as lock } from "lucide-react/dist/esm/icons/lock.mjs";
import { __iconNode as log_out } from "lucide-react/dist/esm/icons/log-out.mjs";
import { __iconNode as mail } from "lucide-react/dist/esm/icons/mail.mjs";
import { __iconNode as mail_open } from "lucide-react/dist/esm/icons/mail-open.mjs";
import { __iconNode as map_pin } from "lucide-react/dist/esm/icons/map-pin.mjs";
import { __iconNode as map_pin_check } from "lucide-react/dist/esm/icons/map-pin-check.mjs";
import { __iconNode as map_pin_off } from "lucide-react/dist/esm/icons/map-pin-off.mjs";
import { __iconNode as message_circle_question_mark } from "lucide-react/dist/esm/icons/message-circle-question-mark.mjs";
import { __iconNode as message_circle_reply } from "lucide-react/dist/esm/icons/message-circle-reply.mjs";
import { __iconNode as message_square } from "lucide-react/dist/esm/icons/message-square.mjs";
import { __iconNode as monitor_smartphone } from "lucide-react/dist/esm/icons/monitor-smartphone.mjs";
import { __iconNode as moon } from "lucide-react/dist/esm/icons/moon.mjs";
import { __iconNode as navigation } from "lucide-react/dist/esm/icons/navigation.mjs";
import { __iconNode as paperclip } from "lucide-react/dist/esm/icons/paperclip.mjs";
import { __iconNode as party_popper } from "lucide-react/dist/esm/icons/party-popper.mjs";
import { __iconNode as pencil } from "lucide-react/dist/esm/icons/pencil.mjs";
import { __iconNode as phone } from "lucide-react/dist/esm/icons/phone.mjs";
import { __iconNode as play } from "lucide-react/dist/esm/icons/play.mjs";
import { __iconNode as plus } from "lucide-react/dist/esm/icons/plus.mjs";
import { __iconNode as refresh_cw } from "lucide-react/dist/esm/icons/refresh-cw.mjs";
import { __iconNode as search } from "lucide-react/dist/esm/icons/search.mjs";
import { __iconNode as search_x } from "lucide-react/dist/esm/icons/search-x.mjs";
import { __iconNode as send } from "lucide-react/dist/esm/icons/send.mjs";
import { __iconNode as server } from "lucide-react/dist/esm/icons/server.mjs";
import { __iconNode as settings } from "lucide-react/dist/esm/icons/settings.mjs";
import { __iconNode as shield_check } from "lucide-react/dist/esm/icons/shield-check.mjs";
import { __iconNode as smartphone } from "lucide-react/dist/esm/icons/smartphone.mjs";
import { __iconNode as square_kanban } from "lucide-react/dist/esm/icons/square-kanban.mjs";
import { __iconNode as sun } from "lucide-react/dist/esm/icons/sun.mjs";
import { __iconNode as tag } from "lucide-react/dist/esm/icons/tag.mjs";
import { __iconNode as thumbs_up } from "lucide-react/dist/esm/icons/thumbs-up.mjs";
import { __iconNode as trash_2 } from "lucide-react/dist/esm/icons/trash-2.mjs";
import { __iconNode as triangle_alert } from "lucide-react/dist/esm/icons/triangle-alert.mjs";
import { __iconNode as undo_2 } from "lucide-react/dist/esm/icons/undo-2.mjs";
import { __iconNode as user } from "lucide-react/dist/esm/icons/user.mjs";
import { __iconNode as users } from "lucide-react/dist/esm/icons/users.mjs";
import { __iconNode as video } from "lucide-react/dist/esm/icons/video.mjs";
import { __iconNode as wifi_off } from "lucide-react/dist/esm/icons/wifi-off.mjs";
import { __iconNode as x } from "lucide-react/dist/esm/icons/x.mjs";

const LINES = {
  alarm_clock_off,
  archive,
  archive_restore,
  arrow_down,
  arrow_left,
  arrow_right,
  arrow_up,
  at_sign,
  bell,
  bell_ring,
  bookmark,
  briefcase,
  calendar_check,
  calendar_clock,
  calendar_days,
  calendar_off,
  calendar_plus,
  calendar_x,
  chart_column,
  check,
  check_check,
  chevron_down,
  chevron_left,
  chevron_right,
  circle_alert,
  circle_check,
  circle_check_big,
  circle_question_mark,
  circle_x,
  clipboard_check,
  clipboard_list,
  clipboard_pen,
  clock,
  clock_alert,
  coffee,
  columns_3,
  copy,
  door_open,
  download,
  eraser,
  external_link,
  flag,
  flag_off,
  flask_conical,
  hand,
  hourglass,
  house,
  inbox,
  info,
  keyboard,
  languages,
  link_2_off,
  list,
  list_checks,
  lock,
  log_out,
  mail,
  mail_open,
  map_pin,
  map_pin_check,
  map_pin_off,
  message_circle_question_mark,
  message_circle_reply,
  message_square,
  monitor_smartphone,
  moon,
  navigation,
  paperclip,
  party_popper,
  pencil,
  phone,
  play,
  plus,
  refresh_cw,
  search,
  search_x,
  send,
  server,
  settings,
  shield_check,
  smartphone,
  square_kanban,
  sun,
  tag,
  thumbs_up,
  trash_2,
  triangle_alert,
  undo_2,
  user,
  users,
  video,
  wifi_off,
  x,
};

// An icon's lines never change: made once, React skips them at every later render.
const made = {};
const linesOf = (name) => (made[name] ??= (LINES[name] || []).map(([tag, attrs]) => createElement(tag, attrs)));

export function Icon({ draws, size, ...rest }) {
  return createElement(
    "svg",
    {
      width: size,
      height: size,
      viewBox: "0 0 24 24",
      fill: "none",
      stroke: "currentColor",
      strokeWidth: 2,
      strokeLinecap: "round",
      strokeLinejoin: "round",
      ...rest,
    },
    linesOf(draws),
  );
}

// The same icons as masks in the text's colour, for signs that stand in hundreds of rows and must not cost an element
// each. `draws`: class ending → icon; the element that begins with one carries the class `prefix` + ending.
const escaped = { "%": "%25", "#": "%23", "<": "%3C", ">": "%3E" };
const drawn = (name) =>
  (LINES[name] || [])
    .map(([tag, { key, ...attrs }]) => `<${tag} ${Object.entries(attrs).map(([k, v]) => `${k}='${v}'`).join(" ")}/>`)
    .join("");
const picture = (name) =>
  `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='black' stroke-width='2' stroke-linecap='round' stroke-linejoin='round'>${drawn(name)}</svg>`.replace(
    /[%#<>]/g,
    (sign) => escaped[sign],
  );

export function Signs({ prefix, draws }) {
  const rules = Object.entries(draws).map(
    ([ending, name]) => `.${prefix}${ending}::before{mask-image:url("data:image/svg+xml,${picture(name)}")}`,
  );
  return createElement("style", null, rules.join(""));
}
