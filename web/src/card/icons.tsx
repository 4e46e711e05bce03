/** Small pictures, drawn here: nothing is loaded. */

import type { JSX } from "preact";

/** Strokes on a field of 24 by 24. */
const GLYPHS: Record<string, string> = {
  down: "M6 9l6 6 6-6",
  left: "M15 6l-6 6 6 6",
  right: "M9 6l6 6-6 6",
  dots: "M5 12h.01M12 12h.01M19 12h.01",
  calendar: "M4 6.5h16v13H4zM4 10.5h16M8.5 4v4M15.500 4v4",
  clock: "M12 3.500a8.500 8.500 0 1 0 0 17a8.500 8.500 0 1 0 0-17M12 7.500V12l3 2",
  close: "M6.500 6.500l11 11M17.500 6.500l-11 11",
  check: "M5.500 12.500l4.500 4.500 8.500-9.500",
  send: "M4 11.500L20 4l-6.500 16-2.500-6.500zM11 13.500L20 4",
  play: "M8 5.500l11 6.500-11 6.500z",
  search: "M10.500 4a6.500 6.500 0 1 0 0 13a6.500 6.500 0 1 0 0-13M15.500 15.500L20 20",
  zoom: "M10.500 4a6.500 6.500 0 1 0 0 13a6.500 6.500 0 1 0 0-13M15.500 15.500L20 20M7.500 10.500h6M10.500 7.500v6",
  lock: "M6 10.500h12v9H6zM8.500 10.500V8a3.500 3.500 0 0 1 7 0v2.500",
  picture: "M3.500 5h17v14h-17zM3.500 16l5-5 4.500 4.500 2.500-2.500 5 4M15.500 9.500h.01",
  person: "M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8M4.500 20c.8-4 3.800-6 7.500-6s6.700 2 7.500 6",
  people: "M9 5a3.500 3.500 0 1 0 0 7a3.500 3.500 0 1 0 0-7M2.500 19c.6-3.400 3.200-5 6.500-5s5.900 1.600 6.500 5M16 5.500a3.300 3.300 0 0 1 0 6.300M18 14.300c2 .6 3.200 2.200 3.500 4.700",
  info: "M12 3.500a8.500 8.500 0 1 0 0 17a8.500 8.500 0 1 0 0-17M12 11v5.500M12 7.500v.01",
  warning: "M12 4l9 16H3zM12 10v4.500M12 17v.01",
  bell: "M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 1.500h-15zM10 20.500h4",
  chat: "M4 5h16v11.500h-9L7 20v-3.500H4zM8 9.500h8M8 12.500h5",
  mail: "M3.500 6h17v12.500h-17zM3.500 7l8.500 6.500L20.500 7",
  code: "M8.500 7L3.500 12l5 5M15.500 7l5 5-5 5M13.500 5l-3 14",
  file: "M6 3.500h8l4.500 4.500v12.500H6zM14 3.500V8h4.500",
  link: "M10 14a4 4 0 0 0 5.700 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1",
  add: "M12 5v14M5 12h14",
  remove: "M5 12h14",
  trash: "M4.500 7h15M9.500 7V4.500h5V7M6.500 7l1 13h9l1-13",
  edit: "M4.500 19.500l1-4.500L16 4.500l3.500 3.500L9 18.500z",
  star: "M12 3.500l2.600 5.400 5.900.8-4.300 4.100 1 5.900-5.200-2.800-5.200 2.800 1-5.900L3.500 9.700l5.900-.8z",
  settings: "M12 9a3 3 0 1 0 0 6a3 3 0 1 0 0-6M12 3v3M12 18v3M3 12h3M18 12h3M5.600 5.600l2.100 2.100M16.300 16.300l2.100 2.100M18.400 5.600l-2.100 2.100M7.700 16.300l-2.100 2.100",
  robot: "M5 8.500h14v10.500H5zM12 8.500V5M12 4.500v.01M9 13v1.500M15 13v1.500",
  chart: "M4.500 4v16h16M8.500 16v-4M12.500 16V8M16.500 16v-6",
  flag: "M5.500 21V4h12l-2.500 4 2.500 4h-12",
  rocket: "M12 3c4 2.500 5.500 6.500 4.500 11.500h-9C6.500 9.500 8 5.500 12 3zM7.500 13L4.500 16v3l4-1.500M16.500 13l3 3v3l-4-1.500M12 9v.01",
  copy: "M8.500 8.500h11v11h-11zM8.500 15.500h-4v-11h11v4",
  up: "M6 15l6-6 6 6",
  visible: "M2.500 12c2.500-4.500 5.700-6.500 9.500-6.500s7 2 9.500 6.500c-2.500 4.500-5.700 6.500-9.500 6.500S5 16.500 2.500 12M12 9a3 3 0 1 0 0 6a3 3 0 1 0 0-6",
  hidden: "M2.500 12c2.500-4.500 5.700-6.500 9.500-6.500s7 2 9.500 6.500c-2.500 4.500-5.700 6.500-9.500 6.500S5 16.500 2.500 12M4.500 4.500l15 15",
  heart: "M12 20C6 15.500 3.500 12.500 3.500 9.300A4.500 4.500 0 0 1 12 7.300a4.500 4.500 0 0 1 8.500 2C20.500 12.500 18 15.500 12 20z",
  thumb: "M7.500 10.500L11.500 3.500c1.700 0 2.800 1.200 2.300 3l-.8 3h6.500l-2 10h-10M3.500 10.500h4v9h-4z",
  place: "M12 21c-4.500-5-7-8.300-7-11a7 7 0 0 1 14 0c0 2.700-2.500 6-7 11zM12 7.500a2.500 2.500 0 1 0 0 5a2.500 2.500 0 1 0 0-5",
  home: "M3.500 11L12 4l8.500 7M6 9.500V20h12V9.500M10 20v-5.500h4V20",
  phone: "M5 4h4l1.500 4.500-2 1.500a11 11 0 0 0 5.500 5.500l1.500-2L20 15v4c0 1-.8 1.500-1.500 1.500C11 20 4 13 3.500 5.500 3.500 4.700 4 4 5 4z",
  load: "M12 4v11M7 10.500l5 5 5-5M4.500 20h15",
  unload: "M12 15.500V4M7 9l5-5 5 5M4.500 20h15",
  again: "M19.500 12A7.500 7.500 0 1 1 17 6.400M17 2.500v4h-4",
  gift: "M4 8.500h16v4H4zM5.500 12.500v8h13v-8M12 8.500v12M12 8.500C9 8.500 7.500 3.500 10 3.500c1.500 0 2 2.500 2 5 0-2.500.5-5 2-5 2.500 0 1 5-2 5",
  money: "M7 4l5 6.500L17 4M12 10.500V20M7.500 12h9M7.500 15.500h9",
  image: "M3.500 5h17v14h-17z",
  spark: "M12 3.500c.8 5 3.500 7.700 8.500 8.500-5 .8-7.700 3.500-8.500 8.500-.8-5-3.500-7.700-8.500-8.500 5-.8 7.700-3.500 8.500-8.500z",
};

/** Words within the names of the platform's icons, and what is drawn for them. */
const KEYWORDS: [RegExp, string][] = [
  [/thumb|like|praise/, "thumb"], [/invisible|hide/, "hidden"], [/visible|view|preview|eye/, "visible"], [/upload/, "unload"], [/download/, "load"],
  [/heart|love/, "heart"], [/location|map|place/, "place"], [/phone|call_/, "phone"], [/home|house/, "home"], [/refresh|reset|loading|sync|recurr/, "again"],
  [/gift|reward/, "gift"], [/money|yuan|pay|salary|coin|wallet|expense|reimburse/, "money"],
  [/calendar|date/, "calendar"], [/time|clock|alarm|history/, "clock"], [/chat|message|comment|reply|topic/, "chat"],
  [/mail|email/, "mail"], [/warn|alert|danger|error|report/, "warning"], [/info|question|help|tip/, "info"],
  [/bell|notif|announce/, "bell"], [/group|members|team|contacts|people/, "people"], [/person|member|avatar|user|admin/, "person"],
  [/code|terminal|dev|api/, "code"], [/delete|trash/, "trash"], [/edit|pen|write|style/, "edit"], [/add|plus|create|new/, "add"],
  [/close|cancel|fail|no_|no-/, "close"], [/done|check|yes|succeed|success|resolve|approv|tick|todo|vote/, "check"], [/search|find/, "search"],
  [/link|url|share|jump|external/, "link"], [/file|doc|sheet|note|wiki|folder|attach|pdf|text/, "file"], [/image|picture|photo|gallery/, "picture"],
  [/lock|safe|key|privacy/, "lock"], [/setting|gear|config|tool/, "settings"], [/robot|bot|app/, "robot"], [/chart|data|stat|analy|dashboard|board/, "chart"],
  [/flag|priority|pin/, "flag"], [/rocket|launch|deploy|speed/, "rocket"], [/send|forward/, "send"], [/play|video|voice|audio|mic/, "play"],
  [/copy/, "copy"], [/more|menu/, "dots"], [/star|favo|collect/, "star"], [/down|expand/, "down"], [/up-|up_|arrow-up/, "up"],
  [/left/, "left"], [/right/, "right"],
];

/** Give the glyph for an icon of the platform; a spark for one nobody drew. */
export function glyphFor(token: string): string {
  return KEYWORDS.find(([pattern]) => pattern.test(token))?.[1] ?? "spark";
}

export function Glyph(props: { name: string; size?: number; color?: string | undefined; turn?: number }): JSX.Element {
  const size = props.size ?? 16;
  const style = { ...(props.color && { color: props.color }), ...(props.turn && { transform: `rotate(${props.turn}deg)` }) };
  return (
    <svg class={props.name === "dots" ? "glyph dots" : "glyph"} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false" style={style}>
      <path d={GLYPHS[props.name] ?? GLYPHS["spark"]!} />
    </svg>
  );
}
