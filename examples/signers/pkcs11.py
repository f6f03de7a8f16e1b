#!/usr/bin/env python3
"""An --exec signer for any PKCS#11 token that knows ed25519 (SoftHSM2, YubiHSM 2, Nitrokey, most HSMs), with nothing but Python.

PKCS11_MODULE  the vendor's library, such as /usr/lib/softhsm/libsofthsm2.so
PKCS11_TOKEN   the token's label            PKCS11_KEY  the key's label
PKCS11_PIN     the PIN; asked for at the terminal when it is not set

pkcs11.py new     makes the key on the token, which never gives it out, and prints its public half (64 hex digits)
pkcs11.py public  prints the public half again
pkcs11.py         reads the payload on standard input and prints the signature (128 hex digits)
"""
import ctypes
import getpass
import os
import sys
from ctypes import byref, c_char_p, c_ubyte, c_ulong, c_void_p, cast, create_string_buffer, sizeof

# Numbers of PKCS #11 3.0 (OASIS, pkcs11t.h).
CKF_SERIAL, CKF_RW, CKU_USER = 4, 2, 1
CKA_CLASS, CKA_TOKEN, CKA_PRIVATE, CKA_LABEL, CKA_KEY_TYPE = 0x0, 0x1, 0x2, 0x3, 0x100
CKA_SENSITIVE, CKA_SIGN, CKA_VERIFY, CKA_EXTRACTABLE = 0x103, 0x108, 0x10A, 0x162
CKA_EC_PARAMS, CKA_EC_POINT = 0x180, 0x181
CKO_PUBLIC, CKO_PRIVATE = 2, 3
CKM_EDWARDS_KEY_PAIR_GEN, CKM_EDDSA = 0x1055, 0x1057
EDWARDS25519 = bytes([0x13, 0x0C]) + b"edwards25519"  # DER PrintableString


class Attribute(ctypes.Structure):
    _fields_ = [("type", c_ulong), ("value", c_void_p), ("length", c_ulong)]


class Mechanism(ctypes.Structure):
    _fields_ = [("mechanism", c_ulong), ("parameter", c_void_p), ("length", c_ulong)]


class TokenInfo(ctypes.Structure):
    _fields_ = [("label", c_ubyte * 32), ("rest", c_ubyte * 512)]


def fail(what):
    sys.exit(f"pkcs11.py: {what}")


def needed(name):
    return os.environ.get(name) or fail(f"set {name}")


module = ctypes.CDLL(needed("PKCS11_MODULE"))


def call(name, *args):
    code = getattr(module, name)(*args)
    if code != 0:
        fail(f"{name} answers 0x{code:x}")


def attributes(pairs):
    kept = []
    for kind, value in pairs:
        data = value if isinstance(value, bytes) else (bytes([value]) if isinstance(value, bool) else value.to_bytes(sizeof(c_ulong), sys.byteorder))
        buffer = create_string_buffer(data, len(data))
        kept.append(Attribute(kind, cast(buffer, c_void_p), len(data)))
        attributes.alive.append(buffer)
    return (Attribute * len(kept))(*kept), len(kept)


attributes.alive = []


def open_session():
    call("C_Initialize", None)
    count = c_ulong()
    call("C_GetSlotList", c_ubyte(1), None, byref(count))
    slots = (c_ulong * count.value)()
    call("C_GetSlotList", c_ubyte(1), slots, byref(count))
    wanted = needed("PKCS11_TOKEN").encode().ljust(32)
    for slot in slots:
        token = TokenInfo()
        call("C_GetTokenInfo", c_ulong(slot), byref(token))
        if bytes(token.label) == wanted:
            session = c_ulong()
            call("C_OpenSession", c_ulong(slot), c_ulong(CKF_SERIAL | CKF_RW), None, None, byref(session))
            pin = (os.environ.get("PKCS11_PIN") or getpass.getpass("PIN of the token: ")).encode()
            call("C_Login", session, c_ulong(CKU_USER), c_char_p(pin), c_ulong(len(pin)))
            return session
    fail(f"there is no token {needed('PKCS11_TOKEN')}")


def find(session, kind):
    template, count = attributes([(CKA_CLASS, kind), (CKA_LABEL, needed("PKCS11_KEY").encode())])
    call("C_FindObjectsInit", session, template, c_ulong(count))
    found, number = c_ulong(), c_ulong()
    call("C_FindObjects", session, byref(found), c_ulong(1), byref(number))
    call("C_FindObjectsFinal", session)
    return found if number.value == 1 else fail(f"the token has no key {needed('PKCS11_KEY')}")


def make(session):
    label = needed("PKCS11_KEY").encode()
    public, publics = attributes([(CKA_TOKEN, True), (CKA_VERIFY, True), (CKA_LABEL, label), (CKA_EC_PARAMS, EDWARDS25519)])
    private, privates = attributes(
        [(CKA_TOKEN, True), (CKA_PRIVATE, True), (CKA_SENSITIVE, True), (CKA_EXTRACTABLE, False), (CKA_SIGN, True), (CKA_LABEL, label)]
    )
    one, other = c_ulong(), c_ulong()
    mechanism = Mechanism(CKM_EDWARDS_KEY_PAIR_GEN, None, 0)
    call("C_GenerateKeyPair", session, byref(mechanism), public, c_ulong(publics), private, c_ulong(privates), byref(one), byref(other))


def public_hex(session):
    buffer = create_string_buffer(256)
    template = (Attribute * 1)(Attribute(CKA_EC_POINT, cast(buffer, c_void_p), 256))
    call("C_GetAttributeValue", session, find(session, CKO_PUBLIC), template, c_ulong(1))
    # An octet string around the point, or the point alone: the last 32 bytes either way.
    return buffer.raw[: template[0].length][-32:].hex()


def sign(session, payload):
    call("C_SignInit", session, byref(Mechanism(CKM_EDDSA, None, 0)), find(session, CKO_PRIVATE))
    signature, length = create_string_buffer(64), c_ulong(64)
    call("C_Sign", session, c_char_p(payload), c_ulong(len(payload)), signature, byref(length))
    return signature.raw[: length.value].hex()


def main():
    what = sys.argv[1] if len(sys.argv) > 1 else "sign"
    session = open_session()
    if what == "new":
        make(session)
    print(sign(session, sys.stdin.buffer.read()) if what == "sign" else public_hex(session))


main()
