/** The dialogs, whichever is open. */
import "../catalogue-parts";
import { MockDialog } from "../chat/mock-dialog";
import { ReplayDialog } from "../inspector/replay-dialog";
import { opened } from "../opened";
import { useStore } from "../store";
import { Ask } from "./ask";
import { ConfirmDialog } from "./confirm-dialog";
import { ConnectDialog, DoctorDialog } from "./connect-dialogs";
import { Help } from "./help";
import { Palette } from "./palette";

export function Dialogs() {
  const { palette, help, connect, doctor, mock, replay, question, confirm } = useStore(opened, (state) => state);
  return (
    <>
      {palette && <Palette />}
      {help && <Help />}
      {connect && <ConnectDialog />}
      {doctor && <DoctorDialog />}
      {question && <Ask question={question} />}
      {mock && <MockDialog first={mock} />}
      {replay && <ReplayDialog known={replay} />}
      {confirm && <ConfirmDialog asked={confirm} />}
    </>
  );
}
