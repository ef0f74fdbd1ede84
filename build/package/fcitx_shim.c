/* What the input-method plugin asks for and older systems lack, in one small library beside it.
 *
 * The plugin is built by gcc 14: two functions of its runtime library, both of which end the program, are newer than
 * the gcc 8 of the oldest desktop we serve. It can also draw its own candidate window under Wayland; the program has
 * no Wayland platform (it runs on Xwayland there), so these functions are never reached and QtWayland stays out.
 * Versions are given by fcitx_shim.map.
 */
#include <stdlib.h>

#define NEVER(name) \
    __attribute__((noreturn)) void name(void) { abort(); }

NEVER(__cxa_call_terminate)
NEVER(_ZSt28__throw_bad_array_new_lengthv)

/* libwayland-client */
NEVER(wl_proxy_marshal_flags)
NEVER(wl_proxy_get_version)

/* libQt6WaylandClient: the integration that is not there, a base class nobody looks at, and its members */
void *_ZN15QtWaylandClient19QWaylandIntegration9sInstanceE = NULL;
void *const _ZTIN9QtWayland11xdg_wm_baseE[2] = {NULL, NULL};
NEVER(_ZNK15QtWaylandClient19QWaylandIntegration7displayEv)
NEVER(_ZNK15QtWaylandClient14QWaylandWindow17clientSideMarginsEv)
NEVER(_ZNK15QtWaylandClient14QWaylandWindow20windowContentMarginsEv)
NEVER(_ZNK15QtWaylandClient14QWaylandWindow21windowContentGeometryEv)
NEVER(_ZN9QtWayland11xdg_wm_baseC2EP11wl_registryji)
NEVER(_ZN9QtWayland11xdg_wm_baseD2Ev)
NEVER(_ZN9QtWayland11xdg_wm_base4pongEj)
NEVER(_ZN9QtWayland11xdg_wm_base17create_positionerEv)
NEVER(_ZN9QtWayland14xdg_positionerC1EP14xdg_positioner)
NEVER(_ZN9QtWayland14xdg_positioner7destroyEv)
NEVER(_ZN9QtWayland14xdg_positioner8set_sizeEii)
NEVER(_ZN9QtWayland14xdg_positioner10set_anchorEj)
NEVER(_ZN9QtWayland14xdg_positioner11set_gravityEj)
NEVER(_ZN9QtWayland14xdg_positioner12set_reactiveEv)
NEVER(_ZN9QtWayland14xdg_positioner15set_anchor_rectEiiii)
NEVER(_ZN9QtWayland14xdg_positioner25set_constraint_adjustmentEj)

#ifdef __aarch64__
/* Qt 6.8.0, the last for older systems on aarch64, has this by its former name and without an answer. */
void _ZN22QWindowSystemInterface22handleContextMenuEventEP7QWindowbRK6QPointS4_6QFlagsIN2Qt16KeyboardModifierEE(
    void *window, _Bool by_mouse, const void *inside, const void *on_screen, int modifiers);

_Bool _ZN22QWindowSystemInterface22handleContextMenuEventINS_15DefaultDeliveryEEEbP7QWindowbRK6QPointS6_6QFlagsIN2Qt16KeyboardModifierEE(
    void *window, _Bool by_mouse, const void *inside, const void *on_screen, int modifiers) {
    _ZN22QWindowSystemInterface22handleContextMenuEventEP7QWindowbRK6QPointS4_6QFlagsIN2Qt16KeyboardModifierEE(
        window, by_mouse, inside, on_screen, modifiers);
    return 1;
}
#endif
