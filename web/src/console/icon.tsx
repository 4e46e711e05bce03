/** Line icons, drawn for this page on a grid of 24. */

const PATHS = {
  chat: "M4 5h16v11H9l-5 4z",
  plug: "M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4",
  bolt: "M13 3 5 14h6l-1 7 9-12h-6z",
  gear: "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M5.6 18.4l2.2-2.2M16.2 7.8l2.2-2.2",
  card: "M4 5h16v14H4zM4 10h16M8 15h5",
  record: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  list: "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
  globe: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM4 12h16M12 4c-2.5 2.5-3.5 5-3.5 8s1 5.5 3.5 8M12 4c2.5 2.5 3.5 5 3.5 8s-1 5.5-3.5 8",
  star: "m12 4 2.5 5.2 5.5.8-4 4 1 5.7-5-2.7-5 2.7 1-5.7-4-4 5.5-.8z",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  half: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 4v16M12 8h5M12 12h8M12 16h5",
  help: "M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5h.01",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 20 20",
  pause: "M8 5v14M16 5v14",
  play: "M7 5v14l12-7z",
  copy: "M8 8h12v12H8zM4 16V4h12",
  check: "m4 12.5 5 5L20 6.5",
  cross: "M6 6l12 12M18 6 6 18",
  alert: "M12 4 2.5 20h19zM12 10v5M12 17.6h.01",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.5l3 1.5",
  back: "M19 12H5M11 6l-6 6 6 6",
  down: "m6 9 6 6 6-6",
  up: "m6 15 6-6 6 6",
  right: "m9 6 6 6-6 6",
  send: "M4 12 20 4l-5 16-3.5-6.5zM11.5 13.5 20 4",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  replay: "M5 12a7 7 0 1 0 2.3-5.2L4 10M4 4v6h6",
  sparkle: "M12 3l2 6.5L20 12l-6 2.5L12 21l-2-6.5L4 12l6-2.5z",
  link: "M10 14a4 4 0 0 0 6 .4l2.6-2.6a4 4 0 0 0-5.6-5.6L11.5 7.600M14 10a4 4 0 0 0-6-.4L5.400 12.200a4 4 0 0 0 5.600 5.600L12.500 16.400",
  pin: "M9 4h6l-1 6 4 4H6l4-4zM12 14v6",
  save: "M12 4v11M7 10.5l5 5 5-5M4 20h16",
  open: "M12 16V5M7 9.5l5-5 5 5M4 20h16",
  people: "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2.5 20a6.5 6.5 0 0 1 13 0M16 5.5a3.5 3.5 0 0 1 0 6.5M18 14.5a6.5 6.5 0 0 1 3.5 5.5",
  key: "M14.5 4a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM10.5 13.5 4 20M7 17l2.5 2.5",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  next: "M5 5v14l10-7zM18 5v14",
  menu: "M4 7h16M4 12h16M4 17h16",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark: a line that answers a line. */
export function Mark() {
  return (
    <svg class="mark" width="26" height="26" viewBox="0 0 26 26" aria-hidden="true" focusable="false">
      <rect x="1" y="1" width="24" height="24" rx="7" />
      <path d="M6.5 10h8.2a3 3 0 0 1 0 6H11" />
      <path d="m13.4 13.2-2.8 2.8 2.8 2.8" />
      <circle cx="18.8" cy="8" r="1.6" />
    </svg>
  );
}
