"""On which kind of file system the vault is: on a network disk the system tells nothing of what others change."""

from __future__ import annotations

import os
import re
import sys

MOUNTS = "/proc/self/mountinfo"
NETWORK = frozenset(
    "9p acfs afs auristorfs beegfs ceph cifs coda davfs drvfs gfs gfs2 glusterfs gpfs ibrix kafs lustre ncp ncpfs nfs "
    "nfs4 ocfs2 orangefs prl_fs prl_vbs pvfs2 shfs smb3 smbfs vboxsf virtiofs vmhgfs vxfs".split()
)
NETWORK_FUSE = re.compile(
    r"fuse\.(sshfs|rclone|s3fs|gcsfuse|goofys|davfs2?|curlftpfs|gvfsd-fuse|glusterfs|ceph|ceph-fuse|afpfs|cvmfs2"
    r"|vmhgfs-fuse|mfs|moosefs|seaweedfs|juicefs|google-drive-ocamlfuse|onedriver|kio-fuse|xpra|portal)"
)
REMOTE_DRIVE = 4  # what Windows calls one


def network_disk(root: str) -> str:
    """A vault's folder → the kind of network disk it is on, as text for a person; "" for a disk of this machine."""
    real = os.path.realpath(root)
    if sys.platform == "win32":
        return "network drive" if _is_remote(real) else ""
    try:
        with open(MOUNTS, encoding="utf-8", errors="surrogateescape") as file:
            kind = kind_of(real, file.read())
    except OSError:
        return ""
    return kind if kind in NETWORK or NETWORK_FUSE.fullmatch(kind) else ""


def kind_of(path: str, mountinfo: str) -> str:
    """An absolute path, and the text of Linux's table of mounts → the file system's name, "" where it is not told."""
    best, kind = "", ""
    for line in mountinfo.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4])
        if len(point) >= len(best) and (path + "/").startswith(point.rstrip("/") + "/"):  # the last one lies on top
            best, kind = point, after.split(" ")[0]
    return kind


def _is_remote(path: str) -> bool:
    if sys.platform != "win32":
        return False
    import ctypes

    drive = os.path.splitdrive(path)[0]
    return drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(drive + "\\") == REMOTE_DRIVE
