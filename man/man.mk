# SPDX-License-Identifier: MIT
# Pages, and a stub for every function that shares one.
dist_man_MANS += man/davit.1
dist_man_MANS += \
	man/davit-api.7 \
	man/davit.3 \
	man/davit_body_json.3 \
	man/davit_client_new.3 \
	man/davit_engine_count.3 \
	man/davit_error.3 \
	man/davit_invoke.3 \
	man/davit_library_version.3 \
	man/davit_op.3 \
	man/davit_open.3 \
	man/davit_reply.3 \
	man/davit_schema.3
dist_man_MANS += \
	man/davit_body_fd.3 \
	man/davit_body_mem.3 \
	man/davit_body_read.3 \
	man/davit_body_text.3 \
	man/davit_call.3 \
	man/davit_cancel.3 \
	man/davit_category_next.3 \
	man/davit_check.3 \
	man/davit_client_about.3 \
	man/davit_client_connect.3 \
	man/davit_client_free.3 \
	man/davit_client_probe.3 \
	man/davit_code_name.3 \
	man/davit_engine_name.3 \
	man/davit_engine_title.3 \
	man/davit_op_body.3 \
	man/davit_op_doc_url.3 \
	man/davit_op_find.3 \
	man/davit_op_json.3 \
	man/davit_op_media.3 \
	man/davit_op_next.3 \
	man/davit_op_param.3 \
	man/davit_op_response.3 \
	man/davit_param_key.3 \
	man/davit_plan.3 \
	man/davit_prepare.3 \
	man/davit_prepared_free.3 \
	man/davit_prepared_invoke.3 \
	man/davit_reply_body.3 \
	man/davit_reply_flags.3 \
	man/davit_reply_free.3 \
	man/davit_reply_header.3 \
	man/davit_reply_header_at.3 \
	man/davit_reply_json.3 \
	man/davit_reply_status.3 \
	man/davit_request.3 \
	man/davit_schema_enum.3 \
	man/davit_schema_extra.3 \
	man/davit_schema_field.3 \
	man/davit_schema_find.3 \
	man/davit_schema_items.3 \
	man/davit_stream_cancel.3 \
	man/davit_stream_close.3 \
	man/davit_stream_duplex.3 \
	man/davit_stream_each.3 \
	man/davit_stream_error.3 \
	man/davit_stream_fd.3 \
	man/davit_stream_frame.3 \
	man/davit_stream_framed.3 \
	man/davit_stream_json.3 \
	man/davit_stream_next.3 \
	man/davit_stream_read.3 \
	man/davit_stream_ready.3 \
	man/davit_stream_reply.3 \
	man/davit_stream_save.3 \
	man/davit_stream_shutdown.3 \
	man/davit_stream_text.3 \
	man/davit_stream_write.3 \
	man/davit_version_at.3 \
	man/davit_version_find.3 \
	man/davit_wait.3
