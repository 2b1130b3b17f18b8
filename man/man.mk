# SPDX-License-Identifier: MIT
# Pages, and a stub for every function that shares one.
dist_man_MANS += man/davit.1
dist_man_MANS += \
	man/davit-api.7 \
	man/davit-endpoints.7 \
	man/davit.3 \
	man/davit_body_json.3 \
	man/davit_client_new.3 \
	man/davit_diff.3 \
	man/davit_doctor.3 \
	man/davit_engine_count.3 \
	man/davit_error.3 \
	man/davit_find.3 \
	man/davit_invoke.3 \
	man/davit_library_version.3 \
	man/davit_op.3 \
	man/davit_open.3 \
	man/davit_preflight.3 \
	man/davit_reply.3 \
	man/davit_run.3 \
	man/davit_schema.3 \
	man/davit_which.3
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
	man/davit_events.3 \
	man/davit_exec.3 \
	man/davit_history.3 \
	man/davit_op_body.3 \
	man/davit_op_doc_url.3 \
	man/davit_op_find.3 \
	man/davit_op_json.3 \
	man/davit_op_media.3 \
	man/davit_op_next.3 \
	man/davit_op_path.3 \
	man/davit_op_param.3 \
	man/davit_op_response.3 \
	man/davit_op_skeleton.3 \
	man/davit_param_key.3 \
	man/davit_plan.3 \
	man/davit_plan_request.3 \
	man/davit_prepare.3 \
	man/davit_prepared_free.3 \
	man/davit_prepared_invoke.3 \
	man/davit_pull.3 \
	man/davit_release_at.3 \
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
	man/davit_schema_json.3 \
	man/davit_schema_path.3 \
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
	man/davit_wait.3 \
	man/davit_wait_until.3 \
	man/davit_which_line.3
MOCK_MANS = \
	man/davit-fixtures.5 \
	man/davit-mock.1 \
	man/davit_mock_address.3 \
	man/davit_mock_expect.3 \
	man/davit_mock_forget.3 \
	man/davit_mock_free.3 \
	man/davit_mock_new.3 \
	man/davit_mock_requests.3 \
	man/davit_mock_run.3 \
	man/davit_mock_start.3 \
	man/davit_mock_stop.3 \
	man/davit_mock_verify.3
EXTRA_DIST += $(MOCK_MANS)
if MOCK
man_MANS = $(MOCK_MANS)
endif
