/** The dialogs, whichever is open. */
import { MockDialog } from "../chat/mock-dialog";
import { ReplayDialog } from "../inspector/replay-dialog";
import { opened } from "../opened";
import { useStore } from "../store";
import { Help } from "./help";
import { Palette } from "./palette";

export function Dialogs() {
  const { palette, help, mock, replay } = useStore(opened, (state) => state);
  return (
    <>
      {palette && <Palette />}
      {help && <Help />}
      {mock && <MockDialog first={mock} />}
      {replay && <ReplayDialog known={replay} />}
    </>
  );
}
